# Signing in: with a letter, with an account elsewhere, and what can go wrong.

sign-in-title = Connexion
sign-in-heading = Se connecter ou devenir membre
sign-in-ask = Donnez-nous votre adresse électronique.
sign-in-ask-or-account = Utilisez un compte que vous avez déjà, ou votre adresse électronique.
sign-in-new = Si c’est votre première visite, vous devenez ainsi membre de { $site }. C’est gratuit.
sign-in-send = Recevoir un courriel
sign-in-brings = Le courriel apporte un lien et un code. Utilisez l’un ou l’autre. Il n’y a pas de mot de passe.
sign-in-what = Ce que veut dire être membre

# The form found on many pages.
ask-address = Adresse électronique
news-wording = Envoyez-moi de temps en temps des nouvelles de { $site } par courriel. Je peux y mettre fin à tout moment.
provider-continue = Continuer avec { $provider }
provider-or = ou avec un courriel

step-up-title = Confirmez que c’est bien vous
step-up-while = Votre connexion date un peu. Avant de continuer, nous envoyons un nouveau courriel à votre adresse.
step-up-needs = Cette étape demande une connexion récente. Nous envoyons un courriel à <strong>{ $address }</strong>. Ouvrez le lien qu’il contient ou saisissez le code, et vous pourrez continuer.
step-up-back = Retour à votre compte

sent-title = Regardez votre boîte de réception
sent-open-friend = Le lien que l’on vous a donné vous permet de lire l’article. Confirmez votre adresse pour devenir membre et lire les autres.
sent-open-day = L’article est ouvert dans ce navigateur pendant un jour. Pour lire les autres, confirmez votre adresse.
sent-read-now = Lire l’article maintenant
sent-ask-new = Demandez un nouveau courriel. Il apporte un nouveau lien et un nouveau code.
sent-ask-new-button = Demander un nouveau courriel
sent-on-its-way = Un courriel est en route vers <strong>{ $address }</strong>.
sent-if-asked = Si vous avez demandé un courriel dans ce navigateur, il est en route.
sent-open-or-type = Ouvrez le lien qu’il contient, ou saisissez le code ici.
sent-both-work = { $minutes ->
    [one] Le lien et le code sont valables { $minutes } minute.
   *[other] Le lien et le code sont valables { $minutes } minutes.
}
sent-told = { $provider } nous a communiqué cette adresse.
sent-connects = Confirmez-la ici, dans ce navigateur, et { $provider } sera associé. La prochaine fois, il vous connectera directement.
sent-code = Code reçu par courriel
sent-code-hint = Huit chiffres, par exemple 1234 5678
sent-confirm = Confirmer le code
sent-nothing-came = Rien n’est arrivé ? Regardez parmi vos courriels indésirables, ou <a href="{ $link }">redemandez-en un</a>. Saisissez le code dans ce navigateur.
sent-link-anywhere = Le lien fonctionne dans n’importe quel navigateur.
sent-link-connects = Le lien fonctionne dans n’importe quel navigateur, mais n’associe { $provider } que dans celui-ci.
sent-demo = Ceci est une démo, et aucun courriel ne part : <a href="{ $link }">le vôtre est ici</a>.

code-wrong = Ce code n’est pas le bon. Regardez le courriel le plus récent : le code a huit chiffres.
code-wrong-last = Ce code n’est pas le bon, et il n’y a plus d’essai possible. Veuillez demander un nouveau courriel.
code-dead = Ce code n’est plus valable.
code-no-tries = Il y a eu trop de codes erronés. Veuillez demander un nouveau courriel.
code-too-many = Il y a eu trop de codes erronés : celui-ci ne peut plus servir.
code-used = Ce code a déjà servi, ou un courriel plus récent l’a remplacé.
code-expired = Ce code a expiré.

link-welcome = Bienvenue
link-use-button = Utilisez le bouton, et vous y êtes.
link-confirm-title = Confirmez votre nouvelle adresse
link-change = Vous vous connecterez désormais avec <strong>{ $address }</strong>. Vos autres navigateurs seront déconnectés.
link-change-accounts = Vous vous connecterez désormais avec <strong>{ $address }</strong>. Vos autres navigateurs seront déconnectés, et les comptes qui servaient à vous connecter seront dissociés.
link-connects = Cela associe aussi { $provider }, qui vous connectera ensuite directement.
link-elsewhere = Cela vous connecte ici. { $provider } ne sera associé que si vous utilisez le code ou le lien dans le navigateur où vous avez commencé.
link-current = La connexion ouverte ici est celle de <strong>{ $address }</strong>. Le bouton y mettra d’abord fin.
link-confirm = Confirmer <span class="whole">{ $address }</span>
link-sign-in = Se connecter avec <span class="whole">{ $address }</span>
link-not-asked = Vous n’avez rien demandé ? Fermez cette page : il ne se passera rien.

link-dead-title = Ce lien ne fonctionne pas
link-dead-unknown = Nous ne connaissons pas ce lien
link-dead-unknown-words = Une partie s’est peut-être perdue en chemin. Ouvrez-le de nouveau depuis le courriel, ou demandez-en un nouveau.
link-dead-used = Ce lien a déjà servi ou a expiré
link-dead-used-words = Chaque lien ne sert qu’une fois, et peu de temps. Un nouveau courriel en apporte un nouveau.
link-dead-send = Recevoir un nouveau courriel
link-dead-same-address = Il sera envoyé à la même adresse que le précédent.
link-dead-ask = Demander un nouveau courriel

with-address-title = Votre adresse électronique
with-address-heading = Il manque une chose
with-address-ask = { $provider } ne nous a pas communiqué votre adresse électronique. Donnez-la ici et confirmez-la avec notre courriel ; ensuite, { $provider } vous connectera.
with-address-brings = Le courriel apporte un lien et un code. Utilisez l’un ou l’autre dans ce navigateur, pour que { $provider } soit associé.

welcome-title = Bienvenue
welcome-heading = Bienvenue sur { $site }
welcome-member = Vous voilà membre, et tous les articles vous sont ouverts. Pour vous connecter, vous aurez désormais { $provider }, ou un courriel envoyé à <strong>{ $address }</strong>.
welcome-news = Pouvons-nous vous envoyer des nouvelles ? Si vous dites oui, voici ce que vous acceptez : « { $wording } »
welcome-news-yes = Oui, envoyez-moi des nouvelles
welcome-news-no = Non, merci
welcome-either-way = Dans les deux cas, vous continuez d’ici. Vous pouvez changer de réponse à tout moment sur <a href="{ $link }">la page de votre compte</a>.

effort-title = Un instant
effort-heading = Un instant, s’il vous plaît
effort-many = On nous demande énormément de courriels en ce moment. Le vôtre n’est plus qu’à un pas.
effort-wait = { $seconds ->
    [1] Veuillez appuyer sur le bouton dans une seconde environ.
   *[other] Veuillez appuyer sur le bouton dans { $seconds } secondes environ.
}
effort-wait-minutes = Veuillez appuyer sur le bouton dans deux minutes environ.
# Stands in place of the sentence above while a script does the work.
effort-working = Votre navigateur fait un petit calcul. Le courriel partira de lui-même.
effort-send = Envoyez-moi le courriel
effort-why = Cela tient à l’écart ceux qui demandent des milliers de courriels d’un coup.

repost-title = Un instant
repost-answered = { $provider } a répondu. Si cette page n’avance pas d’elle-même, utilisez le bouton.
repost-continue = Continuer

# Addresses that cannot exist.
address-empty = Veuillez saisir votre adresse électronique.
address-too-long = Cette adresse est trop longue.
address-not-one-at = Une adresse électronique contient un seul @, comme dans nom@example.org.
address-local = La partie avant le @ contient un caractère auquel nous ne pouvons pas écrire.
address-domain = La partie après le @ n’est pas un nom de domaine qui reçoit des courriels, comme example.org.

# Why something has to wait.
refused-network = Beaucoup de courriels ont été demandés depuis votre réseau. Veuillez attendre un peu, puis réessayer.
refused-signed-out = Votre connexion a pris fin entre-temps. Veuillez vous reconnecter.
refused-effort = On nous demande énormément de courriels en ce moment. Veuillez réessayer dans un instant.
refused-proofs = Beaucoup de codes ou de liens erronés sont venus de votre réseau. Veuillez attendre une minute, puis réessayer.
refused-starts = Beaucoup de connexions ont été commencées depuis votre réseau. Veuillez attendre une minute, ou demandez un courriel.
refused-answers = Beaucoup de connexions depuis votre réseau n’ont pas abouti. Veuillez attendre un peu, ou demandez un courriel.

taken-heading = Cette adresse est déjà prise
taken-words = Un membre a déjà cette adresse. Vous pouvez vous connecter avec elle ; rien n’a changé.
blocked-heading = Vous ne pouvez pas vous connecter
blocked-words = Ce compte de membre a été bloqué par les responsables du site. Écrivez-leur si vous pensez que c’est une erreur.

# Coming back from a provider.
provider-cancelled = Votre connexion avec { $provider } est restée inachevée. Rien n’a changé. Vous pouvez réessayer, ou demander un courriel.
provider-failed = { $provider } n’a pas pu vous connecter. Rien n’a changé. Vous pouvez réessayer, ou demander un courriel.
provider-not-accepted = La réponse de { $provider } n’a pas pu être acceptée, et elle n’a pas ouvert de connexion. Veuillez réessayer, ou demandez un courriel.
provider-no-answer = { $provider } n’a pas répondu comme il faut. Ce n’est pas votre faute. Vous pouvez réessayer dans un moment, ou demander un courriel maintenant.
provider-finished-heading = C’est déjà fait
provider-finished-words = Votre connexion est ouverte ici. Cette réponse a déjà servi, ou vient d’une autre connexion. Rien n’a changé.
provider-dead-heading = Cette connexion ne peut pas aboutir
provider-dead-words = Elle a duré plus de dix minutes, était déjà terminée, ou a commencé dans un autre navigateur. Rien n’a changé. Veuillez recommencer.
provider-not-connected = Le compte n’a pas été associé
provider-bad-address = Un élément de l’adresse de cette page figure deux fois ou n’est pas correct.
provider-bad-start = Veuillez partir de la page de votre compte : ce lien n’en vient pas.
provider-bad-answer = La réponse du fournisseur est arrivée incomplète. Veuillez recommencer la connexion.
