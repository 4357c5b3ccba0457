# What a reader meets at the wall, and a guest below an article.

wall-heading = Lisez la suite, c’est gratuit
wall-free = Cet article est gratuit pour les membres de { $site }.
wall-takes = Il suffit de votre adresse électronique, et vous reprenez là où vous en étiez.
wall-takes-account = Il suffit d’un compte que vous avez déjà, ou de votre adresse électronique, et vous reprenez là où vous en étiez.
wall-button = Lire la suite

wall-prove-heading = Confirmez votre adresse pour continuer
wall-prove-words = Vous avez ouvert un article avec votre adresse électronique. Pour le suivant, il faut confirmer cette adresse. Cherchez notre courriel dans votre boîte de réception : <a href="{ $link }">saisissez le code ici</a>, ou ouvrez le lien qu’il contient.
wall-prove-again = S’il n’est pas arrivé, demandez-en un autre ci-dessous.
wall-prove-again-account = S’il n’est pas arrivé, demandez-en un autre ci-dessous, ou continuez avec un compte que vous avez déjà.
wall-prove-button = Recevoir un autre courriel

wall-invited = Quelqu’un partage cet article avec vous
wall-invited-by = { $name } partage cet article avec vous
wall-invited-words = Donnez-nous votre adresse électronique et lisez tout de suite, gratuitement. Vous la confirmerez plus tard, avec le courriel que nous vous envoyons.
wall-invited-account = Ou continuez avec un compte que vous avez déjà.
wall-invited-button = Lire la suite
wall-invited-letter = Le courriel apporte un lien et un code. L’un ou l’autre fait de vous un membre, et vous pourrez lire les autres articles.

wall-ended = Ce lien de partage a pris fin
wall-ended-expired = Le lien que vous avez suivi n’était valable qu’un temps, et ce temps est passé.
wall-ended-used-up = Le lien que vous avez suivi a atteint le nombre de lecteurs prévu.
wall-ended-other = Le lien que vous avez suivi n’ouvre plus cet article.
wall-ended-free = L’article est gratuit pour les membres de { $site }.
wall-ended-takes = Il suffit de votre adresse électronique, et vous pouvez le lire ici.
wall-ended-takes-account = Il suffit d’un compte que vous avez déjà, ou de votre adresse électronique, et vous pouvez le lire ici.

wall-letter = Nous vous envoyons un courriel avec un lien et un code. Utilisez l’un ou l’autre, et vous y êtes.
wall-password = Il n’y a pas de mot de passe.
wall-member = Déjà membre ? La connexion se fait de la même manière.
wall-what = Ce que veut dire être membre

guest-heading = Aimeriez-vous lire aussi les autres ?
guest-takes = Être membre de { $site } est gratuit. Il suffit de votre adresse électronique, et tous les articles vous sont ouverts.
guest-takes-account = Être membre de { $site } est gratuit. Il suffit d’un compte que vous avez déjà, ou de votre adresse électronique, et tous les articles vous sont ouverts.
guest-button = Devenir membre
