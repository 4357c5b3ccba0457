# A member's account, and the pages it leads to.

account-title = Votre compte
account-since = Membre de { $site } depuis le { $date }.
account-since-named = { $name }, membre de { $site } depuis le { $date }.
account-sign-out = Se déconnecter
account-staff = Espace de la rédaction

account-name-heading = Nom
account-name = Votre nom
account-name-hint = Vous pouvez laisser ce champ vide.
account-name-save = Enregistrer le nom

account-address-heading = Adresse
account-address-now = Vous vous connectez avec <strong>{ $address }</strong>.
account-address-new = Nouvelle adresse électronique
account-address-hint = Nous y enverrons un courriel. Le changement prendra effet quand vous l’aurez confirmé.
account-address-change = Changer d’adresse

account-identities-heading = Comptes pour vous connecter
account-identities-each = Chacun de ces comptes vous permet de vous connecter. Votre adresse le permet toujours aussi.
account-identities-none = Associez un compte que vous avez déjà : il vous connectera aussitôt, sans attendre de courriel. Votre adresse le permettra toujours aussi.
account-identity-times = Associé le { $connected }, dernière utilisation le { $used }
# The words for screen readers alone stand within the span.
account-disconnect = Dissocier<span class="unseen"> { $account }</span>
account-disconnect-shown = Dissocier<span class="unseen"> { $account }, { $shown }</span>
account-connect = Associer { $provider }
account-connect-another = Associer un autre compte { $provider }

account-news-heading = Nouvelles
account-news-yes = Nous vous envoyons de temps en temps des nouvelles de { $site }.
account-news-stop = Ne plus recevoir de nouvelles
account-news-no = Nous ne vous envoyons pas de nouvelles. Si vous dites oui, voici ce que vous acceptez : « { $wording } »
account-news-send = Recevoir les nouvelles

account-shares-heading = Liens de partage
account-shares-words = Retrouvez les liens que vous avez donnés à vos amis, voyez combien de lecteurs chacun a eus, et mettez fin à ceux que vous ne voulez plus.
account-shares-open = Voir mes liens de partage

account-sessions-heading = Vos connexions ouvertes
account-session-current = Ce navigateur
account-session-times = Connexion le { $created }, dernière visite le { $seen }
account-session-end = Déconnecter<span class="unseen"> { $browser }</span>
account-sessions-end-all = Se déconnecter partout

# A browser, then its system.
agent = { $browser } sous { $system }
agent-unknown = Un navigateur inconnu

account-consents-heading = Ce que vous avez accepté
account-consents-none = Rien pour l’instant.
account-consent-yes = <strong>{ $purpose }</strong> : vous avez accepté le { $date }
account-consent-no = <strong>{ $purpose }</strong> : vous avez refusé le { $date }
account-consent-wording = « { $wording } »
account-purpose-news = Nouvelles

account-data-heading = Vos données
account-data-words = Vous pouvez télécharger tout ce que nous conservons à votre sujet dans un fichier JSON.
account-data-download = Télécharger mes données
account-data-end = Vous pouvez aussi cesser d’être membre et tout effacer.
account-data-delete = Supprimer mon compte

account-error-names = Vous avez souvent changé de nom aujourd’hui. Veuillez réessayer demain.
account-saved-name = Votre nom est enregistré.
account-saved-news = Votre choix au sujet des nouvelles est enregistré.
account-saved-session = Ce navigateur est déconnecté.
account-saved-address = Votre adresse est changée. Tous les autres navigateurs sont déconnectés.
account-saved-connected = Le compte est associé. Vous pouvez désormais vous connecter avec lui.
account-saved-already-connected = Ce compte était déjà associé.
account-saved-disconnected = Le compte est dissocié. Votre adresse vous permet toujours de vous connecter.

account-problem-cancelled = L’association du compte est restée inachevée. Rien n’a changé.
account-problem-failed = Le fournisseur n’a pas pu vous connecter. Rien n’a changé.
account-problem-anothers = Ce compte est associé à un autre membre, ou vous en avez associé un très grand nombre. Rien n’a changé.
account-problem-signed-in = Vous utilisez déjà ce compte de membre, et le compte choisi est associé à quelqu’un d’autre ou à personne. Rien n’a changé. Pour vous en servir, déconnectez-vous d’abord ; pour l’ajouter ici, associez-le ci-dessous.
account-problem-not-fresh = À votre retour, votre connexion n’était plus assez récente. Veuillez recommencer.

name-too-long = Le nom ne doit pas dépasser 80 caractères.
name-unshowable = Le nom contient un caractère qui ne peut pas être affiché.
address-already = C’est déjà votre adresse.

delete-title = Supprimer votre compte
delete-what = Tout ce que nous conservons au sujet de <strong>{ $address }</strong> sera effacé :
delete-membership = votre adhésion, votre nom et votre adresse
delete-sessions = toutes vos connexions ouvertes
delete-rest = tout ce que vous avez accepté, et toutes les autres données qui vous concernent
delete-at-once = L’effacement est immédiat et définitif. Vous pourrez revenir plus tard, comme nouveau membre.
delete-sure = Oui, supprimer mon compte et tout ce qu’il contient.
delete-not-sure = Veuillez cocher la case pour confirmer votre choix.
delete-last-owner = Vous êtes le dernier propriétaire du site. Donnez d’abord ce rôle à quelqu’un d’autre, pour qu’il ne reste pas seul.
delete-button = Supprimer mon compte
delete-keep = Garder mon compte
deleted-heading = Au revoir
deleted-words = Votre adhésion et tout ce qui s’y rattachait sont effacés. Nous vous avons envoyé un dernier courriel pour vous le dire.

undo-title = Annuler le changement d’adresse
undo-done = Votre ancienne adresse est rétablie
undo-done-words = Vous vous connectez de nouveau avec <strong>{ $address }</strong>. Tous les navigateurs sont déconnectés, et tous les comptes qui vous servaient à vous connecter sont dissociés.
undo-dead = Ce lien a déjà servi ou a expiré
undo-dead-words = Le changement d’adresse ne peut plus être annulé ici. Connectez-vous pour voir l’adresse de votre compte.
undo-changed = L’adresse de ce compte est passée de <strong>{ $old }</strong> à <strong>{ $new }</strong>. Si cela ne vient pas de vous, reprenez l’ancienne adresse.
undo-take-back = Reprendre { $address }
undo-nothing = Si le changement vient de vous, fermez cette page : il ne se passera rien.
undo-taken-heading = Ce changement ne peut pas être annulé
undo-taken-words = Votre ancienne adresse est entre-temps devenue celle d’un autre membre et ne peut donc pas être rétablie. Vous pouvez vous connecter avec elle.

unsubscribe-title = Ne plus recevoir de nouvelles
unsubscribe-done = Plus de nouvelles
unsubscribe-done-words = Nous n’enverrons plus de nouvelles à <strong>{ $address }</strong>. Vous restez membre et pouvez lire comme avant.
unsubscribe-words = Nous n’enverrons plus de nouvelles de { $site } à <strong>{ $address }</strong>. Vous restez membre.
unsubscribe-button = Ne plus recevoir de nouvelles

# Where one goes next.
go-front = Aller à la page d’accueil
go-account = Aller à votre compte
go-sign-in = Se connecter
