# What is said where a page cannot be made.

error-reference = Referencia <code>{ $id }</code>

error-400 = Algo no llegó completo
error-400-words = No hemos podido entender la solicitud. Vuelva atrás e inténtelo de nuevo, por favor.
error-403 = No tiene acceso a esta página
error-403-words = Quizá tenga que iniciar sesión o llegar desde una de nuestras páginas.
error-404 = Aquí no hay nada
error-404-words = Puede que la página haya cambiado de sitio o que la dirección tenga una errata.
error-405 = Eso no se puede hacer aquí
error-405-words = Esta dirección no admite ese tipo de solicitud.
error-408 = Ha tardado demasiado
error-408-words = Inténtelo de nuevo, por favor.
error-410 = Esto ya terminó
error-410-words = Lo que había en esta dirección ya no existe.
error-413 = Es demasiado grande
error-413-words = Envíe menos de una vez, por favor.
error-415 = Esto no es un formulario
error-415-words = Esta dirección solo admite uno de nuestros formularios.
error-421 = Este es otro sitio
error-421-words = Esta dirección no corresponde a ningún sitio de los que hay aquí.
error-429 = Demasiadas veces seguidas
error-429-words = Espere un poco e inténtelo de nuevo, por favor.
error-503 = Todavía no estamos listos
error-503-words = Algo que esta página necesita no responde. Inténtelo de nuevo dentro de un minuto, por favor.
error-of-request = No ha funcionado
error-of-request-words = Vuelva atrás e inténtelo de nuevo, por favor.
error-of-ours = Algo ha salido mal
error-of-ours-words = La culpa es nuestra y ya hemos tomado nota. Inténtelo de nuevo dentro de un minuto, por favor.

bad-form = Un campo del formulario falta, está repetido o no se puede leer. Vuelva atrás e inténtelo de nuevo, por favor.
bad-news-answer = A la pregunta sobre las novedades solo se puede responder sí o no.
bad-name-answer = A la pregunta sobre su nombre solo se puede responder sí o no.
bad-page-zero = Las páginas se cuentan a partir de 1.
bad-page = La página debe ser un solo número, contando a partir de 1.
gated-file = Este archivo pertenece a la parte de un artículo que es para miembros. Abra el artículo para seguir leyendo.
