# Eine E-Mail anfordern, eine Adresse bestätigen, mit einem Konto von anderswo anmelden.

sign-in-title = Anmelden
sign-in-heading = Anmelden oder Mitglied werden
sign-in-ask = Geben Sie einfach Ihre E-Mail-Adresse an.
sign-in-ask-or-account = Nehmen Sie ein Konto, das Sie schon haben, oder Ihre E-Mail-Adresse.
sign-in-new = Wenn Sie neu hier sind, werden Sie damit Mitglied bei { $site }. Das ist kostenlos.
sign-in-send = E-Mail anfordern
sign-in-brings = In der E-Mail stehen ein Link und ein Code, eines von beiden genügt. Ein Passwort gibt es nicht.
sign-in-what = Was die Mitgliedschaft bietet

# Das Formular, das auf vielen Seiten steht.
ask-address = E-Mail-Adresse
news-wording = Schicken Sie mir ab und zu Neuigkeiten von { $site } per E-Mail. Ich kann das jederzeit beenden.
provider-continue = Weiter mit { $provider }
provider-or = oder per E-Mail

step-up-title = Bitte bestätigen Sie, dass Sie es sind
step-up-while = Sie sind schon eine Weile angemeldet. Bevor es weitergeht, schicken wir noch einmal eine E-Mail an Ihre Adresse.
step-up-needs = Für diesen Schritt müssen Sie sich noch einmal anmelden. Wir schicken eine E-Mail an <strong>{ $address }</strong>. Öffnen Sie den Link darin oder geben Sie den Code ein, dann geht es weiter.
step-up-back = Zurück zu Ihrem Konto

sent-title = Schauen Sie in Ihr Postfach
sent-open-friend = Dank des Links, den Sie bekommen haben, können Sie den Artikel schon lesen. Bestätigen Sie Ihre Adresse, dann werden Sie Mitglied und lesen auch die anderen.
sent-open-day = Der Artikel ist in diesem Browser einen Tag lang frei. Um die anderen zu lesen, bestätigen Sie bitte Ihre Adresse.
sent-read-now = Artikel jetzt lesen
sent-ask-new = Fordern Sie eine neue E-Mail an. Sie bringt einen neuen Link und einen neuen Code.
sent-ask-new-button = Neue E-Mail anfordern
sent-on-its-way = Eine E-Mail an <strong>{ $address }</strong> ist unterwegs.
sent-if-asked = Wenn Sie in diesem Browser eine E-Mail angefordert haben, ist sie unterwegs.
sent-open-or-type = Öffnen Sie den Link darin oder geben Sie den Code hier ein.
sent-both-work = { $minutes ->
    [one] Beides gilt { $minutes } Minute.
   *[other] Beides gilt { $minutes } Minuten.
}
sent-told = { $provider } hat uns diese Adresse mitgeteilt.
sent-connects = Bestätigen Sie sie hier, in diesem Browser, dann ist { $provider } verbunden. Beim nächsten Mal sind Sie damit sofort angemeldet.
sent-code = Code aus der E-Mail
sent-code-hint = Acht Ziffern, zum Beispiel 1234 5678
sent-confirm = Code bestätigen
sent-nothing-came = Nichts angekommen? Schauen Sie in Ihren Spam-Ordner oder <a href="{ $link }">fordern Sie eine neue E-Mail an</a>. Geben Sie den Code in diesem Browser ein.
sent-link-anywhere = Der Link funktioniert in jedem Browser.
sent-link-connects = Der Link funktioniert in jedem Browser, verbindet { $provider } aber nur in diesem.
sent-demo = Dies ist eine Demo, sie verschickt keine E-Mails: <a href="{ $link }">Ihre E-Mail liegt hier</a>.

code-wrong = Dieser Code stimmt nicht. Bitte nehmen Sie die neueste E-Mail: Der Code hat acht Ziffern.
code-wrong-last = Dieser Code stimmt nicht, und ein weiterer Versuch ist nicht möglich. Bitte fordern Sie eine neue E-Mail an.
code-dead = Dieser Code gilt nicht mehr.
code-no-tries = Das waren zu viele falsche Codes. Bitte fordern Sie eine neue E-Mail an.
code-too-many = Nach zu vielen falschen Eingaben gilt dieser Code nicht mehr.
code-used = Dieser Code wurde schon benutzt, oder eine neuere E-Mail hat ihn ersetzt.
code-expired = Dieser Code ist abgelaufen.

link-welcome = Willkommen
link-use-button = Ein Klick, und Sie sind angemeldet.
link-confirm-title = Neue Adresse bestätigen
link-change = Künftig melden Sie sich mit <strong>{ $address }</strong> an. In Ihren anderen Browsern werden Sie abgemeldet.
link-change-accounts = Künftig melden Sie sich mit <strong>{ $address }</strong> an. In Ihren anderen Browsern werden Sie abgemeldet, und verbundene Konten werden getrennt.
link-connects = Damit wird auch { $provider } verbunden. Künftig sind Sie so sofort angemeldet.
link-elsewhere = Damit sind Sie hier angemeldet. { $provider } wird nur verbunden, wenn Sie den Code oder den Link in dem Browser benutzen, in dem Sie begonnen haben.
link-current = Sie sind hier als <strong>{ $address }</strong> angemeldet. Mit dem Klick wird diese Anmeldung zuerst beendet.
link-confirm = <span class="whole">{ $address }</span> bestätigen
link-sign-in = Anmelden als <span class="whole">{ $address }</span>
link-not-asked = Sie haben das nicht angefordert? Schließen Sie diese Seite, dann geschieht nichts.

link-dead-title = Dieser Link funktioniert nicht
link-dead-unknown = Diesen Link kennen wir nicht
link-dead-unknown-words = Vielleicht ist unterwegs ein Teil verloren gegangen. Öffnen Sie ihn noch einmal aus der E-Mail oder fordern Sie eine neue an.
link-dead-used = Dieser Link wurde schon benutzt oder ist abgelaufen
link-dead-used-words = Jeder Link gilt einmal und nur für kurze Zeit. Eine neue E-Mail bringt einen neuen.
link-dead-send = Neue E-Mail schicken
link-dead-same-address = Sie geht an dieselbe Adresse wie zuvor.
link-dead-ask = Neue E-Mail anfordern

with-address-title = Ihre E-Mail-Adresse
with-address-heading = Eines fehlt noch
with-address-ask = { $provider } hat uns Ihre E-Mail-Adresse nicht mitgeteilt. Geben Sie sie hier an und bestätigen Sie sie mit unserer E-Mail; danach melden Sie sich mit { $provider } an.
with-address-brings = In der E-Mail stehen ein Link und ein Code. Benutzen Sie eines von beiden in diesem Browser, damit { $provider } verbunden wird.

welcome-title = Willkommen
welcome-heading = Willkommen bei { $site }
welcome-member = Sie sind jetzt Mitglied, alle Artikel stehen Ihnen offen. Künftig melden Sie sich mit { $provider } an oder mit einer E-Mail an <strong>{ $address }</strong>.
welcome-news = Dürfen wir Ihnen Neuigkeiten schicken? Wenn Sie Ja sagen, stimmen Sie diesem Satz zu: „{ $wording }“
welcome-news-yes = Ja, schicken Sie mir Neuigkeiten
welcome-news-no = Nein, danke
welcome-either-way = Danach geht es in jedem Fall weiter. Ihre Antwort können Sie jederzeit in <a href="{ $link }">Ihrem Konto</a> ändern.

effort-title = Einen Moment
effort-heading = Einen Moment, bitte
effort-many = Gerade werden sehr viele E-Mails angefordert. Bis zu Ihrer fehlt nur noch ein Schritt.
effort-wait = { $seconds ->
    [1] Bitte klicken Sie in etwa einer Sekunde auf den Knopf.
   *[other] Bitte klicken Sie in etwa { $seconds } Sekunden auf den Knopf.
}
effort-wait-minutes = Bitte klicken Sie in etwa zwei Minuten auf den Knopf.
effort-working = Ihr Browser löst gerade eine kleine Rechenaufgabe. Danach geht die E-Mail von selbst los.
effort-send = E-Mail schicken
effort-why = Das hält alle fern, die auf einmal Tausende E-Mails anfordern.

repost-title = Einen Moment
repost-answered = { $provider } hat geantwortet. Wenn es nicht von selbst weitergeht, klicken Sie bitte auf den Knopf.
repost-continue = Weiter

# Eine Adresse, die keine sein kann.
address-empty = Bitte geben Sie Ihre E-Mail-Adresse ein.
address-too-long = Diese Adresse ist zu lang.
address-not-one-at = Eine E-Mail-Adresse hat genau ein @, wie in name@example.org.
address-local = Vor dem @ steht ein Zeichen, mit dem wir keine E-Mail verschicken können.
address-domain = Was hinter dem @ steht, ist kein Name eines Mailservers, wie zum Beispiel example.org.

# Warum es gerade nicht geht.
refused-network = Aus Ihrem Netz wurden viele E-Mails angefordert. Bitte warten Sie ein wenig und versuchen Sie es dann noch einmal.
refused-signed-out = Sie wurden inzwischen abgemeldet. Bitte melden Sie sich noch einmal an.
refused-effort = Gerade werden sehr viele E-Mails angefordert. Bitte versuchen Sie es gleich noch einmal.
refused-proofs = Aus Ihrem Netz kamen viele falsche Codes oder Links. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.
refused-starts = Aus Ihrem Netz wurden viele Anmeldungen begonnen. Bitte warten Sie eine Minute oder nehmen Sie den Weg per E-Mail.
refused-answers = Aus Ihrem Netz sind viele Anmeldungen gescheitert. Bitte warten Sie ein wenig oder nehmen Sie den Weg per E-Mail.

taken-heading = Diese Adresse ist schon vergeben
taken-words = Zu dieser Adresse gibt es bereits eine Mitgliedschaft. Sie können sich stattdessen damit anmelden; geändert wurde nichts.
blocked-heading = Sie können sich nicht anmelden
blocked-words = Diese Mitgliedschaft wurde von denen gesperrt, die diese Seite betreiben. Wenn Sie das für einen Irrtum halten, schreiben Sie ihnen bitte.

# Zurück von einem Anbieter.
provider-cancelled = Sie haben die Anmeldung mit { $provider } nicht abgeschlossen. Geändert wurde nichts. Versuchen Sie es noch einmal, oder nehmen Sie den Weg per E-Mail.
provider-failed = { $provider } konnte Sie nicht anmelden. Geändert wurde nichts. Versuchen Sie es noch einmal, oder nehmen Sie den Weg per E-Mail.
provider-not-accepted = Die Antwort von { $provider } konnten wir nicht annehmen, Sie sind damit nicht angemeldet. Bitte versuchen Sie es noch einmal, oder nehmen Sie den Weg per E-Mail.
provider-no-answer = { $provider } hat nicht geantwortet, wie es sein sollte. Das liegt nicht an Ihnen. Versuchen Sie es in einer Weile noch einmal, oder nehmen Sie jetzt den Weg per E-Mail.
provider-finished-heading = Das ist schon erledigt
provider-finished-words = Sie sind hier angemeldet. Diese Antwort wurde schon benutzt oder gehört zu einer anderen Anmeldung. Geändert wurde nichts.
provider-dead-heading = Diese Anmeldung lässt sich nicht abschließen
provider-dead-words = Sie hat länger als zehn Minuten gedauert, ist schon erledigt oder wurde in einem anderen Browser begonnen. Geändert wurde nichts. Bitte beginnen Sie von vorn.
provider-not-connected = Das Konto wurde nicht verbunden
provider-bad-address = In der Adresse dieser Seite steht etwas doppelt oder stimmt nicht.
provider-bad-start = Bitte beginnen Sie in Ihrem Konto: Dieser Link stammt nicht von dort.
provider-bad-answer = Die Antwort des Anbieters ist nicht vollständig angekommen. Bitte beginnen Sie die Anmeldung von vorn.
