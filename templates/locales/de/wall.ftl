# Die Schranke und das Formular für alle, die über einen geteilten Link kommen.

wall-heading = Lesen Sie kostenlos weiter
wall-free = Dieser Artikel ist für Mitglieder von { $site } kostenlos.
wall-takes = Ihre E-Mail-Adresse genügt, und Sie lesen genau da weiter, wo Sie gerade sind.
wall-takes-account = Ein Konto, das Sie schon haben, oder Ihre E-Mail-Adresse genügt, und Sie lesen genau da weiter, wo Sie gerade sind.
wall-button = Weiterlesen

wall-prove-heading = Bestätigen Sie Ihre Adresse, um weiterzulesen
wall-prove-words = Mit Ihrer E-Mail-Adresse haben Sie einen Artikel geöffnet. Für den nächsten muss sie bestätigt sein. In Ihrem Postfach liegt unsere E-Mail: <a href="{ $link }">Geben Sie den Code hier ein</a> oder öffnen Sie den Link darin.
wall-prove-again = Wenn nichts angekommen ist, fordern Sie unten eine neue an.
wall-prove-again-account = Wenn nichts angekommen ist, fordern Sie unten eine neue an oder nehmen Sie ein Konto, das Sie schon haben.
wall-prove-button = Neue E-Mail anfordern

wall-invited = Jemand hat diesen Artikel mit Ihnen geteilt
wall-invited-by = { $name } hat diesen Artikel mit Ihnen geteilt
wall-invited-words = Geben Sie Ihre E-Mail-Adresse an und lesen Sie sofort und kostenlos weiter. Bestätigen können Sie sie später mit der E-Mail, die wir Ihnen schicken.
wall-invited-account = Oder nehmen Sie ein Konto, das Sie schon haben.
wall-invited-button = Weiterlesen
wall-invited-letter = In der E-Mail stehen ein Link und ein Code. Mit einem von beiden werden Sie Mitglied und können auch die anderen Artikel lesen.

wall-ended = Dieser geteilte Link gilt nicht mehr
wall-ended-expired = Der Link, dem Sie gefolgt sind, galt eine Zeit lang, und die ist vorbei.
wall-ended-used-up = Der Link, dem Sie gefolgt sind, ist aufgebraucht: Mehr Menschen lässt er nicht zu.
wall-ended-other = Der Link, dem Sie gefolgt sind, öffnet diesen Artikel nicht mehr.
wall-ended-free = Der Artikel ist für Mitglieder von { $site } kostenlos.
wall-ended-takes = Ihre E-Mail-Adresse genügt, und Sie können ihn hier lesen.
wall-ended-takes-account = Ein Konto, das Sie schon haben, oder Ihre E-Mail-Adresse genügt, und Sie können ihn hier lesen.

wall-letter = Wir schicken Ihnen eine E-Mail mit einem Link und einem Code. Mit einem von beiden sind Sie dabei.
wall-password = Ein Passwort gibt es nicht.
wall-member = Schon Mitglied? Sie melden sich genauso an.
wall-what = Was die Mitgliedschaft bietet

guest-heading = Möchten Sie auch die anderen lesen?
guest-takes = Die Mitgliedschaft bei { $site } ist kostenlos. Ihre E-Mail-Adresse genügt, und alle Artikel stehen Ihnen offen.
guest-takes-account = Die Mitgliedschaft bei { $site } ist kostenlos. Ein Konto, das Sie schon haben, oder Ihre E-Mail-Adresse genügt, und alle Artikel stehen Ihnen offen.
guest-button = Mitglied werden
