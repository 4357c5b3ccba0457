# Was gesagt wird, wenn eine Seite nicht zustande kommt.

error-reference = Kennung <code>{ $id }</code>

error-400 = Da ist etwas nicht richtig angekommen
error-400-words = Diese Anfrage haben wir nicht verstanden. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
error-403 = Hier haben Sie keinen Zugang
error-403-words = Vielleicht müssen Sie sich anmelden oder von einer unserer eigenen Seiten hierher kommen.
error-404 = Hier ist nichts
error-404-words = Vielleicht ist die Seite umgezogen, oder in der Adresse steckt ein Tippfehler.
error-405 = Das geht hier nicht
error-405-words = Diese Adresse nimmt eine solche Anfrage nicht an.
error-408 = Das hat zu lange gedauert
error-408-words = Bitte versuchen Sie es noch einmal.
error-410 = Das ist vorbei
error-410-words = Was hinter dieser Adresse stand, gibt es nicht mehr.
error-413 = Das ist zu groß
error-413-words = Bitte schicken Sie weniger auf einmal.
error-415 = Das ist kein Formular
error-415-words = Diese Adresse nimmt nur ein Formular von uns an.
error-421 = Das ist eine andere Website
error-421-words = Diese Adresse gehört zu keiner Website, die es hier gibt.
error-429 = Das war sehr oft
error-429-words = Bitte warten Sie ein wenig und versuchen Sie es dann noch einmal.
error-503 = Gerade sind wir nicht ganz da
error-503-words = Etwas, das diese Seite braucht, antwortet nicht. Bitte versuchen Sie es in einer Minute noch einmal.
error-of-request = Das hat nicht geklappt
error-of-request-words = Bitte gehen Sie zurück und versuchen Sie es noch einmal.
error-of-ours = Etwas ist schiefgegangen
error-of-ours-words = Das liegt an uns, und wir haben es notiert. Bitte versuchen Sie es in einer Minute noch einmal.

bad-form = Ein Feld des Formulars fehlt, steht doppelt oder ist nicht lesbar. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
bad-news-answer = Auf die Frage nach Neuigkeiten gibt es nur Ja oder Nein.
bad-name-answer = Auf die Frage nach Ihrem Namen gibt es nur Ja oder Nein.
bad-page-zero = Die Seiten werden von 1 an gezählt.
bad-page = Die Seite muss eine einzelne Zahl sein, gezählt von 1 an.
gated-file = Diese Datei gehört zu dem Teil eines Artikels, der Mitgliedern vorbehalten ist. Öffnen Sie den Artikel, um weiterzulesen.
