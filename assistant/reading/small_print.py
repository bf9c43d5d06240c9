"""What stands around a letter and says nothing of a deal: polite ends on the last line, cards, small print of firms.

Blanked out, so that every word keeps its place. The names and places in it are read by `frame.py` all the same.
"""

import re

CLOSING = (
    r"(?:with )?(?:(?:kind(?:est)?|best|warm(?:est)?|many) )?regards|(?:yours )?(?:sincerely|faithfully|"
    r"truly)(?: yours)?"
    r"|best(?: wishes)?|cheers|(?:many )?thanks(?: (?:a (?:lot|bunch|million|ton)|again|in advance|so much|"
    r"team|all|everyone|and (?:best |kind )?regards))*"
    r"|thank you(?: very much| so much)?(?: in advance| and (?:best|kind) regards)*|thx|tx|tks|ta|rgds|brgds|"
    r"br|kr|wkr|cdlt|cdt|amicalement|ciao|greetings|greets|yours|all the best|talk soon|ttyl|mfg|vg|lg|abs|"
    r"abraços|att\.?|lep pozdrav|lijep pozdrav|srdačan pozdrav|s poštovanjem|(?:un )?cordial saludo|"
    r"parimat(?:ega|e)?|pagarbiai"
    r"|ar cieņu|(?:med )?vennlig hilsen|ystävällisin terveisin|z poważaniem|tisztelettel|üdvözlettel|"
    r"cu stim[aă]|cordialmente|saluti|"
    r"met groet|hormat saya|salam hormat|terima kasih|trân trọng|cảm ơn"
    r"|(?:bestu |með (?:bestu )?)?kveðj(?:a|u|ur)|kv"
    r"|gru(?:ß|ss)|grüße|groet(?:jes|en)?|slán|hilsen|mvh|pozdrav|sal[uü]t|abrazo|cumprimentos|bien cordialement"
    r"|(?:un )?(?:cordial |afectuoso )?saludos?(?: cordial(?:es)?)?|atentamente|gracias"
    r"|mit (?:freundlichen|besten|herzlichen) grüßen"
    r"|(?:mit )?(?:(?:(?:vielen |besten |herzlichen )?dank|danke) (?:und|&) )?"
    r"(?:(?:viele[nrm]?|beste[nrm]?|liebe[nrm]?|freundliche[nrm]?|herzliche[nrm]?|schöne[nrm]?|sonnige|nette) )?"
    r"gr(?:ü|ue|u)(?:ß|ss)(?:en?|le)?(?: aus (?-i:[A-ZÄÖÜ])\w+)?"
    r"|(?:(?:vielen|besten|herzlichen|lieben) )?dank(?: (?:im voraus|schon mal|vorab))?"
    r"|danke(?: dir| euch| ihnen| schön)?|(?:mit )?hochachtung(?:svoll)?|bis (?:bald|dann|später|morgen)"
    r"|(?:(?:bien|très) )?cordialement|bien (?:à vous|à toi)"
    r"|(?:(?:veuillez|je vous prie) [^\n]{0,60})?(?:(?:meilleure?s|sincères|cordiales|amicales) )?salutations"
    r"(?: (?:distinguées|cordiales|amicales|sincères|de (?-i:[A-ZÀ-Þ])\w+))?"
    r"|bises|à bientôt|(?:merci et )?bonne (?:journée|soirée)"
    r"|merci(?: (?:d'avance|beaucoup|bien))?|atte\.?|slds\.?|hilsen|mvh|terveisin|parimat|pozdrawiam|s pozdravem|"
    r"selamlar|üdv|"
    r"venlig hilsen|med vänlig hälsning"
    r"|toda(?: raba)?|kol tuv|dank u(?: wel)?|bedankt|grazie(?: mille)?|obrigad[oa]|arigato\w*|tack(?: så mycket)?"
    r"|(?:tusen |mange )?takk?|kiitos|dziękuję|mulțumesc|teşekkürler|saygılarımla|hvala|děkuji|shukran|salaam|xie ?xie"
    r"|(?:veuillez|je vous prie|nous vous prions)[^.;\n]{0,80}(?:salutations|sentiments|considération)[^.;,\n]{0,24}"
    r"|reciban?[^.;\n]{0,12} saludos?(?: cordial(?:es)?)?|(?:un )?abrazos?|besos|bises|amitiés|bonne (?:journée|soirée)"
    r"|sincères salutations|meilleures salutations|cdt"
    r"|met vriendelijke groet(?:en)?|cordiali saluti|distinti saluti|com os melhores cumprimentos|atenciosamente"
)
FIELDS = (  # of a mail's head, in the tongues that mail programs speak
    r"from|sent|date|cc|bcc|subject|an|von|betreff|gesendet|datum|kopie|de|envoyé|objet|à|asunto|enviado(?: el)?|para|"
    r"fecha|da|inviato|oggetto|fra|sendt|emne|från|skickat|ämne|van|verzonden|onderwerp|assunto|"
    r"发件人|寄件者|寄件人|收件人|收件者|抄送|主题|主旨|发送时间|日期|差出人|送信者|宛先|件名|送信日時|日時|"
    r"lähettäjä|lähetetty|vastaanottaja|aihe|kopio|wysłano|temat|odesláno|komu|předmět|feladó|elküldve|címzett|tárgy|"
    r"kimden|gönderildi|kime|konu|trimis|către|subiect|poslano|predmet|enviada(?: em)?|inviata|"
    r"reply-to|attachments?|anlagen?|adjuntos?|pièces? jointes?"
)

_NAME = r"(?-i:[A-ZÀ-Þ])[\w'’.-]+"
_PERSON = _NAME + r"(?:[ ](?-i:[A-ZÀ-Þ])[\w'’.-]*){0,3}"
_SIGNED = re.compile(  # "… Passt das? Danke, Kai"
    rf"(?i)(?<=[.!?…)])[ \t]*(?:{CLOSING}|danke(?: (?:und|&) gru(?:ß|ss))?|vielen dank|besten dank|"
    rf"muchas gracias|merci bien)"
    rf"[,!. ]*(?-i:[A-ZÀ-Þ])[\w'’-]+(?:[ ](?-i:[A-ZÀ-Þ])[\w'’.-]*)?[.!]?\s*\Z"
)
_POLITELY = re.compile(  # "… is required. Kind regards, Head of Trade Affairs"
    r"(?i)(?<=[.!?…)])[ \t]*(?:(?:with )?(?:(?:kind(?:est)?|best|warm) )?regards|yours (?:sincerely|faithfully|"
    r"truly)|sincerely(?: yours)?"
    r"|mit (?:freundlichen|besten|herzlichen) grüßen|hochachtungsvoll|(?:viele|beste|freundliche|"
    r"herzliche) grüße|atentamente|"
    r"(?:un )?(?:cordial )?saludos?(?: cordiales?)?|(?:bien )?cordialement|bien à vous)[,.! ]*"
    r"(?:(?-i:[A-ZÀ-Þ])[\w'’.&-]*[,]?(?:[ ]+(?:[\w'’.&-]+,?)){0,7})?\s*\Z"
)
NUMBERS = r"\b(?:tel|telefon|phone|mobile|mob|cell|cel|fax|puh|handy)\b[ .:]*[+(\d]"
_CONTACTS = re.compile(  # "Rui Almeida | Sales Iberia | +351 22 555 0133", a line of a signature without a post
    rf"(?im)^[ \t]*{_PERSON}[ \t]*[|·•/,][^\n]*(?:\+\d[\d ()/-]{{6,}}|{NUMBERS}|www\.|\w@\w)[^\n]*"
    rf"(?:\n[^\n]*(?:\+\d|{NUMBERS}|www\.|\w@\w)[^\n]*)*(?=\s*\Z|\n)"
)
_SENT_FROM = re.compile(
    r"(?im)^[ \t]*(?:sent (?:from|via) (?:my |outlook)|von meinem \w+ gesendet|enviado desde mi|"
    r"envoyé de(?:puis)? mon|"
    r"iphoneから送信|发自我的|please consider the environment)[^\n]*$"
)
_LINE_BELOW = (  # of a signature: a name, a post, a firm, an address, and no word of the deal
    r"(?![^\n]*(?:です|ます|した|して|たい|用|軍|军|给|給|到|转|転|轉|向け|发往|送|納|交货|交貨|收货|收貨|目的|数量|數量|最终|最終|"
    r"客户|客戶|顧客|買[いうっ家方]|买|属于|屬於|所属|傘下|旗下|子会社|子公司|親会社|母公司|股东|株主|不|無|无|未))[^\n。！？]{1,40}"
)
_NATIVE = re.compile(  # what stands below the last polite line
    r"(?P<polite>(?:お願い(?:いたし|致し|し|申し上げ)ます|以上|草々|敬具|谢谢|謝謝|此致|敬礼|敬禮|"
    r"[顺順][颂頌祝] ?商祺|敬祝(?: ?商祺)?|祝好|商祺|敬上|谢谢您)[。、!！,，~～]*)"
    rf"(?:\s*\n{_LINE_BELOW}){{1,8}}\s*\Z"
)
GREETINGS = re.compile(
    r"(?i)hola|hallo|bonjour|ciao|moin|servus|merhaba|marhaba|salam|jambo|hej|moi|tere|olá|namaste|zdravo|"
    r"zdravei|labas|sveiki|"
    r"pozdrav|kalimera|mingalaba|aloha|salut|ahoj|szia|sain uu|kia ora|sawasdee|dobr[ýy] den"
)
_RULE = re.compile(r"(?m)^[ \t]*[*_=~#-]{4,}[ \t]*$")
_LEGAL = re.compile(
    r"(?i)\b(?:confidential\w*|privileged|intended|recipients?|disclos\w+|delete|notify|viruses|printing|"
    r"vertraulich\w*|empfänger|"
    r"irrtümlich|löschen|confidencial\w*|destinatari[oa]s?|confidentiel\w*|destinataires?|erreur|virus)\b"
    r"|机密|機密|保密|收件人|收件者|删除|刪除|误收|誤收|宛先|削除|破棄|誤って"
)
_OPENS = re.compile(
    r"(?i)[ \t*_-]*(?:this|the|any|if you|please|confidential\w*|disclaimer|notice|diese|der|die|est[ea]|la|el|"
    r"ce|cet|les)\b|[ \t]*(?:本|此|如果|若|この)(?:邮件|郵件|电子|電子|メール|e-?mail|信件)"
)
_OF_MAIL = re.compile(
    r"(?i)e-?mail|message|communication|transmission|attachment|nachricht|anhang|anhänge|correo|mensaje|"
    r"courriel|printing|邮件|郵件|メール"
)
OF_A_DEAL = re.compile(  # then it is no small print
    r"(?i)\b(?:army|military|navy|weapons?|orders?|goods|cards?|chips?|gpus?|shipments?|customers?|buyers?|"
    r"end[- ]use\w*|"
    r"exports?|deliver\w*|\d+ ?x|project)\b"
)
SAYS = re.compile(  # who signs is called by names and a post: a verb, an owner or a doubt is said of the deal
    r"(?i)\b(?:is|are|was|were|be|been|has|have|had|will|would|may|might|can|could|must|goes?|sen[dt]s?|"
    r"forward\w*|re-?sel\w*|"
    r"us(?:e|es|ed)|belongs?|parents?|own(?:s|ed|ers?|ership)?|shareholders?|not|no|nobody|unknown|secret\w*|"
    r"(?:un)?sanction\w*|listed|licen[cs]e\w*|ps|ist|sind|wird|werden|geht|gehen|gehört|nicht|eigentümer|mutter\w*|"
    r"hat|haben|soll(?:en)?|kommt|kommen|weiter\w*|käufer\w*|kund\w+|endkund\w+|endnutzer\w*|besitzer\w*|inhaber\w*|"
    r"es|son|va|van|dueñ[oa]s?|propietari[oa]s?|matriz|pertenece\w*|cliente\w*|comprador\w*|usuario\w*|"
    r"est|sont|ont|vont|appartien\w+|propriétaires?|mère|clients?|acheteurs?|repart\w*|utilisateurs?)\b"
)
_ENOUGH = 2  # words of lawyers that make a paragraph small print


def without_small_print(text: str) -> str:
    """The text of equal length without what mail programs and firms put under a message."""
    for pattern in (_RULE, _SENT_FROM, _SIGNED, _POLITELY):
        text = pattern.sub(_unless_of_a_deal, text)
    parts = re.split(r"(\n\s*\n)", text)
    text = "".join(part if not place else _plain(part) for place, part in enumerate(parts))
    text = _NATIVE.sub(lambda match: match["polite"] + blank(match.group()[len(match["polite"]) :]), text)
    return _CONTACTS.sub(lambda match: _unless_of_a_deal(match) if match.start() else match.group(), text)


def _unless_of_a_deal(match: re.Match[str]) -> str:
    """Blanks for the words, which stay where they speak of a deal ("Kind regards, PS for the army")."""
    says = OF_A_DEAL.search(match.group()) or SAYS.search(match.group())
    return match.group() if says else blank(match.group())


def _plain(paragraph: str) -> str:
    """A paragraph, blank where it only warns whom the message is not for."""
    legal = len(set(map(str.lower, _LEGAL.findall(paragraph)))) >= _ENOUGH and _OPENS.match(paragraph)
    small = legal and _OF_MAIL.search(paragraph) and not OF_A_DEAL.search(paragraph)
    return blank(paragraph) if small else paragraph


def blank(text: str) -> str:
    """Blanks of the same length, lines kept."""
    return re.sub(r"[^\n]", " ", text)
