# The demo's own pages.

demo-letters-title = Correos de la demo
demo-letters = Correos
demo-letters-words = La demo no envía nada. Aquí quedan los correos que enviaría, primero los más recientes.
demo-letters-to = Para { $address }, { $date }
demo-letters-none = Todavía no hay correos. <a href="{ $link }">Inicie sesión</a> con cualquier dirección y aquí aparecerá el primero.
demo-letters-all = Todos los correos
demo-letter-links = Enlaces de este correo
demo-letter-text = El correo como texto
demo-letter-html = Ver como HTML

demo-account = Cuenta de demostración
demo-account-choose = Elija una cuenta
demo-account-asks = { $site } pregunta quién es usted.
demo-account-stands-for = Esta página hace las veces de Google, Apple u otro proveedor. Solo existe en la demo.
demo-account-make = Invente una
demo-account-or-make = O invente una
demo-account-name = Nombre
demo-account-no-name = Escriba un nombre, por favor.
demo-account-address-hint = Déjelo vacío para una cuenta que no comunica ninguna dirección.
demo-account-verified = Esta cuenta ha verificado la dirección
demo-account-cancel = Cancelar
demo-account-refused = La cuenta de demostración no puede continuar
