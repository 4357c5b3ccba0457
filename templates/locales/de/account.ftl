# Die eigene Seite eines Mitglieds und was von ihr ausgeht.

account-title = Ihr Konto
account-since = Mitglied bei { $site } seit dem { $date }.
account-since-named = { $name }, Mitglied bei { $site } seit dem { $date }.
account-sign-out = Abmelden
account-staff = Redaktionsbereich

account-name-heading = Name
account-name = Ihr Name
account-name-hint = Sie können das Feld leer lassen.
account-name-save = Namen speichern

account-address-heading = Adresse
account-address-now = Sie melden sich mit <strong>{ $address }</strong> an.
account-address-new = Neue E-Mail-Adresse
account-address-hint = Wir schicken eine E-Mail dorthin. Die Änderung gilt, sobald Sie sie bestätigen.
account-address-change = Adresse ändern

account-identities-heading = Konten, mit denen Sie sich anmelden
account-identities-each = Mit jedem davon können Sie sich anmelden. Auch mit Ihrer Adresse geht es immer.
account-identities-none = Verbinden Sie ein Konto, das Sie schon haben, und Sie sind damit sofort angemeldet, ohne auf eine E-Mail zu warten. Auch mit Ihrer Adresse geht es immer.
account-identity-times = Verbunden am { $connected }, zuletzt benutzt am { $used }
account-disconnect = <span class="unseen">{ $account } </span>Trennen
account-disconnect-shown = <span class="unseen">{ $account }, { $shown } </span>Trennen
account-connect = { $provider } verbinden
account-connect-another = Noch einmal { $provider } verbinden

account-news-heading = Neuigkeiten
account-news-yes = Wir schicken Ihnen ab und zu Neuigkeiten von { $site }.
account-news-stop = Keine Neuigkeiten mehr schicken
account-news-no = Wir schicken Ihnen keine Neuigkeiten. Wenn Sie Ja sagen, stimmen Sie diesem Satz zu: „{ $wording }“
account-news-send = Neuigkeiten schicken

account-shares-heading = Geteilte Artikel
account-shares-words = Sehen Sie die Links, die Sie weitergegeben haben, wie viele Menschen darüber gelesen haben, und beenden Sie die, die Sie nicht mehr möchten.
account-shares-open = Meine geteilten Links

account-sessions-heading = Wo Sie angemeldet sind
account-session-current = Dieser Browser
account-session-times = Angemeldet am { $created }, zuletzt gesehen am { $seen }
account-session-end = <span class="unseen">{ $browser } </span>Abmelden
account-sessions-end-all = Überall abmelden

agent = { $browser } auf { $system }
agent-unknown = Ein unbekannter Browser

account-consents-heading = Worin Sie eingewilligt haben
account-consents-none = Bisher in nichts.
account-consent-yes = <strong>{ $purpose }</strong>: eingewilligt am { $date }
account-consent-no = <strong>{ $purpose }</strong>: abgelehnt am { $date }
account-consent-wording = „{ $wording }“
account-purpose-news = Neuigkeiten

account-data-heading = Ihre Daten
account-data-words = Sie können alles, was wir über Sie gespeichert haben, als JSON-Datei herunterladen.
account-data-download = Meine Daten herunterladen
account-data-end = Sie können Ihre Mitgliedschaft auch beenden und alles löschen.
account-data-delete = Mein Konto löschen

account-error-names = Sie haben Ihren Namen heute schon oft geändert. Bitte versuchen Sie es morgen noch einmal.
account-saved-name = Ihr Name ist gespeichert.
account-saved-news = Ihre Entscheidung über Neuigkeiten ist gespeichert.
account-saved-session = Dieser Browser ist abgemeldet.
account-saved-address = Ihre Adresse ist geändert. Alle anderen Browser sind abgemeldet.
account-saved-connected = Das Konto ist verbunden. Künftig können Sie sich damit anmelden.
account-saved-already-connected = Dieses Konto war schon verbunden.
account-saved-disconnected = Das Konto ist getrennt. Mit Ihrer Adresse können Sie sich immer anmelden.

account-problem-cancelled = Sie haben das Verbinden des Kontos nicht abgeschlossen. Geändert wurde nichts.
account-problem-failed = Der Anbieter konnte Sie nicht anmelden. Geändert wurde nichts.
account-problem-anothers = Dieses Konto gehört zu einer anderen Mitgliedschaft, oder Sie haben schon sehr viele verbunden. Geändert wurde nichts.
account-problem-signed-in = Sie sind als dieses Mitglied angemeldet, und das Konto gehört jemand anderem oder niemandem. Geändert wurde nichts. Um es zu benutzen, melden Sie sich zuerst ab; um es hier hinzuzufügen, verbinden Sie es weiter unten.
account-problem-not-fresh = Ihre Anmeldung lag zu lange zurück, als Sie wiederkamen. Bitte beginnen Sie von vorn.

name-too-long = Der Name darf höchstens 80 Zeichen haben.
name-unshowable = Der Name enthält ein Zeichen, das sich nicht anzeigen lässt.
address-already = Das ist bereits Ihre Adresse.

delete-title = Ihr Konto löschen
delete-what = Damit wird alles gelöscht, was wir über <strong>{ $address }</strong> gespeichert haben:
delete-membership = Ihre Mitgliedschaft, Ihr Name und Ihre Adresse
delete-sessions = alle Browser, in denen Sie angemeldet sind
delete-rest = alles, worin Sie eingewilligt haben, und alle weiteren Daten zu Ihrer Person
delete-at-once = Das geschieht sofort und lässt sich nicht rückgängig machen. Später können Sie als neues Mitglied wieder dazukommen.
delete-sure = Ja, mein Konto mit allem, was dazugehört, löschen.
delete-not-sure = Bitte setzen Sie das Häkchen, damit wir wissen, dass Sie sicher sind.
delete-last-owner = Sie sind der letzte Eigentümer der Website. Machen Sie zuerst jemand anderen zum Eigentümer, damit sie nicht allein bleibt.
delete-button = Mein Konto löschen
delete-keep = Konto behalten
deleted-heading = Auf Wiedersehen
deleted-words = Ihre Mitgliedschaft und alles, was dazugehörte, ist gelöscht. Zur Bestätigung haben wir Ihnen eine letzte E-Mail geschickt.

undo-title = Adressänderung rückgängig machen
undo-done = Ihre alte Adresse gilt wieder
undo-done-words = Sie melden sich wieder mit <strong>{ $address }</strong> an. Alle Browser sind abgemeldet, und alle verbundenen Konten sind getrennt.
undo-dead = Dieser Link wurde schon benutzt oder ist abgelaufen
undo-dead-words = Die Adressänderung lässt sich hier nicht mehr rückgängig machen. Melden Sie sich an, um die Adresse Ihres Kontos zu sehen.
undo-changed = Die Adresse dieses Kontos wurde von <strong>{ $old }</strong> in <strong>{ $new }</strong> geändert. Wenn Sie das nicht waren, stellen Sie die alte Adresse wieder her.
undo-take-back = { $address } wiederherstellen
undo-nothing = Wenn Sie die Änderung selbst vorgenommen haben, schließen Sie diese Seite, dann geschieht nichts.
undo-taken-heading = Das lässt sich nicht rückgängig machen
undo-taken-words = Ihre alte Adresse gehört inzwischen zu einer anderen Mitgliedschaft und kann deshalb nicht wiederhergestellt werden. Sie können sich damit anmelden.

unsubscribe-title = Neuigkeiten abbestellen
unsubscribe-done = Keine Neuigkeiten mehr
unsubscribe-done-words = Wir schicken keine Neuigkeiten mehr an <strong>{ $address }</strong>. Sie bleiben Mitglied und können wie bisher alles lesen.
unsubscribe-words = Danach schicken wir keine Neuigkeiten von { $site } mehr an <strong>{ $address }</strong>. Sie bleiben Mitglied.
unsubscribe-button = Neuigkeiten abbestellen

go-front = Zur Startseite
go-account = Zu Ihrem Konto
go-sign-in = Anmelden
