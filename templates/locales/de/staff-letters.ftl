# The outbox, as the desk sees it.
staff-nav-letters = E-Mails
staff-letters-title = E-Mails
staff-letters-lead = { $count ->
    [0] Nichts wartet auf den Versand.
    [one] Eine E-Mail wartet auf den Versand.
   *[other] { $count } E-Mails warten auf den Versand.
}
staff-letters-all = Alle der letzten sieben Tage zeigen
staff-letters-only = Nur zeigen, was wartet
staff-letters-due = nächster Versuch { $at }
staff-letters-hurry = Jetzt versuchen
staff-letters-none = Keine E-Mails.
staff-letters-pages = Weitere E-Mails
staff-letters-suppressed = Adressen, an die nicht mehr geschrieben wird
staff-letters-suppressed-words = Ihre Mailserver sagten, dass es das Postfach nicht gibt. Wir behalten einen Schlüssel der Adresse und nicht die Adresse: Geben Sie sie ein, um wieder an sie zu schreiben.
staff-letters-suppressed-none = Es gibt keine.
staff-letters-lift-address = Adresse
staff-letters-lift = Wieder an sie schreiben
staff-letters-not-suppressed = An diese Adresse wird schon geschrieben.
staff-letters-done-hurry = Die E-Mail wird jetzt versucht.
staff-letters-done-lift = An die Adresse wird wieder geschrieben.
staff-audit-letter-hurried = E-Mail sofort versucht
staff-audit-suppression-lifted = Adresse wieder angeschrieben
