"""Changes of the law that some case has to notice."""
