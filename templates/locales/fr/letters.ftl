# What our letters say, as text and as HTML; some words are for one of the two forms alone.

letter-open-account = Ouvrir mon compte

letter-sign-in-subject = Connexion à { $site }
letter-sign-in-link = Ouvrez ce lien pour reprendre votre lecture :
letter-sign-in-button-words = Utilisez le bouton pour reprendre votre lecture.
letter-sign-in-button = Se connecter
letter-confirm-subject = Confirmez votre nouvelle adresse pour { $site }
letter-confirm-heading = Confirmez votre nouvelle adresse
letter-confirm-link = Ouvrez ce lien, et vous vous connecterez désormais avec cette adresse :
letter-confirm-button-words = Utilisez le bouton, et vous vous connecterez désormais avec cette adresse.
letter-confirm-button = Confirmer cette adresse
letter-code-preheader = { $minutes ->
    [one] Votre code est { $code }. Il est valable { $minutes } minute.
   *[other] Votre code est { $code }. Il est valable { $minutes } minutes.
}
letter-code = Ou saisissez ce code dans le navigateur où vous l’avez demandé :
letter-code-connects = Utilisez l’un ou l’autre dans le navigateur où vous avez commencé, et vous pourrez désormais vous connecter avec { $provider }.
letter-both-work = { $minutes ->
    [one] Le lien et le code sont valables une seule fois, pendant { $minutes } minute.
   *[other] Le lien et le code sont valables une seule fois, pendant { $minutes } minutes.
}
letter-keep = Merci de ne transmettre ce courriel à personne.
letter-not-asked = Si vous n’avez rien demandé, ne faites rien.

letter-welcome-subject = Bienvenue sur { $site }
letter-welcome-preheader = Vous voilà membre. Tous les articles vous sont ouverts.
letter-welcome-heading = Vous voilà membre
letter-welcome-open = Bienvenue sur { $site }. Tous les articles vous sont ouverts, jusqu’à la dernière ligne. Cela ne coûte rien.
letter-welcome-password = Il n’y a pas de mot de passe. Quand un navigateur ne vous connaît pas, connectez-vous de la même manière que la première fois. Votre adresse suffit toujours : nous y envoyons un courriel.
letter-welcome-start = Commencez à lire :
letter-welcome-button = Commencer à lire
letter-welcome-account = Sur la page de votre compte, vous pouvez télécharger vos données, changer d’adresse ou nous quitter :
letter-welcome-account-link = Sur <a href="{ $link }">la page de votre compte</a>, vous pouvez télécharger vos données, changer d’adresse ou nous quitter.
letter-welcome-news = Vous recevez nos nouvelles parce que vous l’avez demandé. Pour ne plus les recevoir :
letter-welcome-news-link = Vous recevez nos nouvelles parce que vous l’avez demandé. <a href="{ $link }">Ne plus les recevoir</a>

letter-new-browser-subject = Nouvelle connexion à { $site }
letter-new-browser-heading = Connexion depuis un nouveau navigateur
letter-new-browser-preheader = { $browser }, le { $when }.
letter-new-browser-where = Quelqu’un s’est connecté à votre compte sur { $site } :
letter-new-browser-link = Si c’est vous, ne faites rien. Sinon, ouvrez votre compte et déconnectez ce navigateur :
letter-new-browser-words = Si c’est vous, ne faites rien. Sinon, ouvrez votre compte et déconnectez ce navigateur.

letter-linked-subject = Un compte a été associé au vôtre sur { $site }
letter-linked-heading = { $provider } est associé à votre compte
letter-linked-preheader = Si cela ne vient pas de vous, dissociez-le.
letter-linked-words = { $provider } a été associé à votre compte sur { $site }, le { $when }. Vous pouvez désormais vous connecter avec lui.
letter-linked-link = Si cela vient de vous, ne faites rien. Sinon, ouvrez la page de votre compte, dissociez-y { $provider } et déconnectez-vous partout :
letter-linked-not-you = Si cela vient de vous, ne faites rien. Sinon, ouvrez la page de votre compte, dissociez-y { $provider } et déconnectez-vous partout.

letter-unlinked-subject = Un compte a été dissocié du vôtre sur { $site }
letter-unlinked-heading = { $provider } est dissocié de votre compte
letter-unlinked-preheader = Il ne permet plus de vous connecter.
letter-unlinked-words = { $provider } a été dissocié de votre compte sur { $site }, le { $when }. Il ne permet plus de vous connecter. Votre adresse le permet : nous y envoyons un courriel.
letter-unlinked-link = Si cela vient de vous, ne faites rien. Sinon, ouvrez la page de votre compte, dissociez-y ce que vous ne reconnaissez pas et déconnectez-vous partout :
letter-unlinked-not-you = Si cela vient de vous, ne faites rien. Sinon, ouvrez la page de votre compte, dissociez-y ce que vous ne reconnaissez pas et déconnectez-vous partout.

letter-address-subject = Votre adresse sur { $site } a été changée
letter-address-heading = Votre adresse a été changée
letter-address-preheader = { $days ->
    [one] Si cela ne vient pas de vous, vous avez { $days } jour pour l’annuler.
   *[other] Si cela ne vient pas de vous, vous avez { $days } jours pour l’annuler.
}
letter-address-words = L’adresse de votre compte sur { $site } a été changée, le { $when }. Vous vous connectez désormais avec la nouvelle.
letter-address-undo = Si cela ne vient pas de vous, annulez le changement :
letter-address-button = Annuler le changement
letter-address-works = { $days ->
    [one] C’est possible pendant { $days } jour.
   *[other] C’est possible pendant { $days } jours.
}
letter-address-was-you = Si le changement vient de vous, ne faites rien.

letter-deleted-subject = Votre adhésion à { $site } a été supprimée
letter-deleted-heading = Votre compte est supprimé
letter-deleted-preheader = Tout ce que nous conservions à votre sujet est effacé.
letter-deleted-words = Votre adhésion à { $site } a pris fin, le { $when }. Tout ce que nous conservions à votre sujet est effacé. Ce courriel est le dernier que nous vous envoyons.
letter-deleted-again = La porte vous reste ouverte : vous pouvez redevenir membre quand vous voulez.
