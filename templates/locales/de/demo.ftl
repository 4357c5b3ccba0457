# Was es nur in der Demo gibt.

demo-letters-title = E-Mails der Demo
demo-letters = E-Mails
demo-letters-words = Die Demo verschickt nichts. Jede E-Mail, die sie verschicken würde, liegt hier, die neueste zuerst.
demo-letters-to = An { $address }, { $date }
demo-letters-none = Noch keine E-Mails. <a href="{ $link }">Melden Sie sich</a> mit irgendeiner Adresse an, dann erscheint hier die erste.
demo-letters-all = Alle E-Mails
demo-letter-links = Links in dieser E-Mail
demo-letter-text = Die E-Mail als Text
demo-letter-html = Als HTML ansehen

demo-account = Demo-Konto
demo-account-choose = Wählen Sie ein Konto
demo-account-asks = { $site } fragt, wer Sie sind.
demo-account-stands-for = Das steht hier für Google, Apple oder einen anderen Anbieter. Es gibt diese Seite nur in der Demo.
demo-account-make = Denken Sie sich eines aus
demo-account-or-make = Oder denken Sie sich eines aus
demo-account-name = Name
demo-account-no-name = Bitte geben Sie einen Namen ein.
demo-account-address-hint = Lassen Sie das leer für ein Konto, das keine Adresse mitteilt.
demo-account-verified = Dieses Konto hat die Adresse geprüft
demo-account-cancel = Abbrechen
demo-account-refused = Mit dem Demo-Konto geht es nicht weiter
