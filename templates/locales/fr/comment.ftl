# Comments below an article, the letters about them, and the pages of staff.

comment-heading = Discussion
comment-count = { $count ->
    [one] { $count } commentaire
   *[other] { $count } commentaires
}
comment-count-wall = { $count ->
    [one] { $count } commentaire ; les membres peuvent le lire.
   *[other] { $count } commentaires ; les membres peuvent les lire.
}
comment-first = Soyez la première personne à commenter cet article.
comment-none-yet = Personne n’a encore commenté cet article.
comment-sign-in-first = <a href="{ $link }">Connectez-vous ou devenez membre</a> pour commenter. C’est gratuit.
comment-sign-in = Se connecter ou devenir membre
comment-policy = Merci de lire <a href="{ $link }">nos règles de discussion</a>.
comment-field = Votre commentaire
comment-field-answer = Votre réponse
comment-hint = Le nom de votre compte figure à côté. Vous pouvez écrire en Markdown : *italique*, listes, citations et liens.
comment-hint-unnamed = Vous n’avez pas encore donné de nom : votre commentaire paraîtra sous la mention « Membre ». Vous pouvez écrire en Markdown : *italique*, listes, citations et liens.
comment-name = Votre nom
comment-name-hint = Il est enregistré dans votre compte et figure à côté de ce que vous écrivez. Vous pouvez laisser ce champ vide.
comment-letters = M’envoyer un courriel quand quelqu’un répond
comment-submit = Publier le commentaire
comment-submit-answer = Publier la réponse
comment-by-member = Membre
comment-by-former = Ex-membre
comment-edited = modifié
comment-deleted = Ce commentaire a été supprimé par la personne qui l’a écrit.
comment-removed = Ce commentaire a été retiré.
comment-held = Ce commentaire est en cours d’examen.
comment-waits = Ce texte n’est visible que par vous pour l’instant. Il sera publié quand nous l’aurons lu.
comment-answers = Réponses
comment-more-answers = { $count ->
    [one] Voir la réponse
   *[other] Voir les { $count } réponses
}
comment-thanks = { $count ->
    [one] { $count } merci
   *[other] { $count } mercis
}
comment-thank = Remercier
comment-thanked = Merci envoyé
comment-unthank-hint = Reprendre votre merci
comment-answer = Répondre
comment-report = Signaler
comment-report-field = Qu’est-ce qui ne va pas ?
comment-report-submit = Envoyer le signalement
comment-edit = Modifier
comment-delete = Supprimer
comment-delete-sure = Il disparaîtra pour de bon. Les réponses qu’il a reçues resteront.
comment-delete-submit = Supprimer mon commentaire
comment-of = (commentaire : { $name })
comment-newest = Les plus récents d’abord
comment-best = Les meilleurs d’abord
comment-order = Ordre
comment-more = Plus de commentaires
comment-all = Voir toute la discussion
comment-waiting-heading = Vos commentaires en attente

comment-page-title = Discussion de « { $article } »
comment-back-to = Retour à « { $article } »
comment-to-article = Retour à l’article
comment-back = Retour au commentaire
comment-said-held = Merci. Nous lirons votre commentaire avant de le publier.
comment-said-deleted = Votre commentaire est supprimé.
comment-said-reported = Merci. Nous allons examiner ce commentaire.
comment-said-letters = Votre choix est enregistré.

comment-error-empty = Veuillez d’abord écrire quelque chose.
comment-error-long = Un commentaire ne doit pas dépasser 16 Ko, soit environ 3 000 mots.
comment-bad-page = Cette page n’existe pas. Veuillez repartir de la première.
comment-bad-decision = Cette décision n’existe pas.
comment-bad-letters = La réponse au sujet des courriels doit être oui ou non.
comment-error-pace = Votre dernier commentaire est très récent. Veuillez attendre un peu, puis renvoyer celui-ci.

comment-stranger-heading = Connectez-vous pour participer
comment-stranger-words = Ici, les membres discutent des articles. Être membre est gratuit.
comment-blocked-heading = Vous ne pouvez plus commenter ici
comment-blocked-words = Nous avons mis fin à votre participation aux discussions. Vous pouvez lire comme avant.
comment-gated-heading = Cette discussion est pour les lecteurs de l’article
comment-gated-words = Un commentaire peut citer l’article : seuls ceux qui peuvent lire l’un peuvent donc lire l’autre. Être membre est gratuit et ouvre les deux.
comment-late-heading = Il est trop tard pour le modifier
comment-late-words = Un commentaire peut être modifié pendant 15 minutes. Vous pouvez le supprimer et en écrire un autre.
comment-pace-heading = Beaucoup d’envois en peu de temps
comment-pace-words = Veuillez attendre un moment avant d’envoyer le suivant.
comment-reason-heading = Veuillez nous dire ce qui ne va pas
comment-reason-words = Quelques mots nous aident à comprendre le signalement ; 1 000 caractères au plus.
comment-typed = Ce que vous avez écrit

comment-edit-title = Modifier votre commentaire
comment-edit-about = Il se trouve sous « { $article } ».
comment-edit-submit = Enregistrer le commentaire
comment-edit-cancel = Le laisser tel quel

comment-account-heading = Réponses que vous recevez
comment-account-yes = Nous vous envoyons un courriel quand quelqu’un répond à l’un de vos commentaires.
comment-account-no = Nous ne vous envoyons pas de courriel quand quelqu’un répond à l’un de vos commentaires.
comment-account-stop = Ne plus recevoir ces courriels
comment-account-start = Recevoir ces courriels

comment-unsubscribe-title = Ne plus recevoir de courriels sur les réponses
comment-unsubscribe-words = Nous n’écrirons plus à <strong>{ $address }</strong> quand quelqu’un répond à un commentaire. Vous restez membre.
comment-unsubscribe-submit = Ne plus recevoir ces courriels
comment-unsubscribe-done-title = Plus de courriels sur les réponses
comment-unsubscribe-done = Nous n’écrirons plus à <strong>{ $address }</strong> quand quelqu’un répond à un commentaire.
comment-unsubscribe-front = Aller à la page d’accueil

comment-answer-subject = Quelqu’un vous a répondu sur { $site }
comment-answer-title = Quelqu’un vous a répondu
comment-answer-by = { $name } a répondu à votre commentaire sur « { $article } » :
comment-answer-by-member = Un membre a répondu à votre commentaire sur « { $article } » :
comment-answer-button = Lire la réponse
comment-answer-why = Vous recevez ce courriel parce que vous l’avez demandé en commentant.
comment-answer-stop = Ne plus recevoir ces courriels

comment-digest-subject = Des commentaires vous attendent sur { $site }
comment-digest-title = Des commentaires vous attendent
comment-digest-held = { $count ->
    [0] Aucun commentaire n’est retenu.
    [one] Un commentaire est retenu.
   *[other] { $count } commentaires sont retenus.
}
comment-digest-reported = { $count ->
    [0] Aucun commentaire n’a été signalé.
    [one] Un commentaire a été signalé.
   *[other] { $count } commentaires ont été signalés.
}
comment-digest-under = Sous « { $article } » : { $count }
comment-digest-button = Les examiner

comment-staff-title = Commentaires en attente
comment-staff-lead = Ce qui est retenu ou a été signalé, le plus récent d’abord. Votre décision est conservée avec son motif.
comment-staff-none = Rien n’attend. Tout est réglé.
comment-staff-under = sur <a href="{ $link }">{ $article }</a>
comment-staff-gone-article = sur un article qui n’est plus là
comment-staff-why-first = Retenu : aucun commentaire de ce membre n’a encore été approuvé.
comment-staff-why-link = Retenu : d’un nouveau membre, avec un lien.
comment-staff-why-all = Retenu : tous les commentaires attendent.
comment-staff-reported = { $count ->
    [one] Signalé une fois
   *[other] Signalé { $count } fois
}
comment-staff-reason = Motif
comment-staff-reason-hint = Conservé avec la décision. Il en faut un pour retirer un commentaire ou pour bloquer la personne qui l’a écrit ; elle peut le lire dans ses données.
comment-staff-approve = Approuver
comment-staff-dismiss = Écarter les signalements
comment-staff-remove = Retirer
comment-staff-block = Ne plus laisser cette personne commenter
comment-staff-unblock = La laisser commenter de nouveau
comment-staff-blocked = Membres qui ne peuvent pas commenter
comment-staff-since = depuis le { $date }
comment-staff-more-blocked = En voir d’autres
comment-staff-bring-back = Le rétablir
comment-staff-decisions = Dernières décisions
comment-staff-action-approve = Approuvé
comment-staff-action-remove = Retiré
comment-staff-action-dismiss = Signalements écartés
comment-staff-action-block = Personne bloquée
comment-staff-action-unblock = Personne débloquée
comment-staff-by = par { $staff } (rédaction), au sujet de { $subject }
comment-staff-no-reason = Aucun motif n’a été donné.
comment-staff-done-approve = Le commentaire est approuvé.
comment-staff-done-remove = Le commentaire est retiré.
comment-staff-done-dismiss = Les signalements sont réglés.
comment-staff-done-block = Cette personne ne peut plus commenter.
comment-staff-done-unblock = Cette personne peut de nouveau commenter.
comment-staff-error-changed = Le texte a changé depuis que vous l’avez lu. Veuillez le relire.
comment-staff-error-reason = Veuillez donner un motif : il est conservé avec la décision.
comment-staff-error-long = Le motif ne doit pas dépasser 1 000 caractères.
comment-staff-pages = Autres commentaires en attente
comment-staff-deleted = Son auteur l’a supprimé depuis. Les lecteurs ne le voient pas ; son texte reste ici jusqu’à ce que les signalements soient réglés.
comment-staff-more-decisions = Décisions plus anciennes
