# What is said where a page cannot be made.

error-reference = Reference <code>{ $id }</code>

error-400 = That did not arrive whole
error-400-words = The request was not in a form that we understand. Please go back and try again.
error-403 = This is not open to you
error-403-words = You may need to sign in, or to come back from one of our own pages.
error-404 = There is nothing here
error-404-words = The page may have moved, or the address has a typo in it.
error-405 = That cannot be done here
error-405-words = This address does not take that kind of request.
error-408 = That took too long
error-408-words = Please try again.
error-410 = This is over
error-410-words = What this address stood for has ended.
error-413 = That is too large
error-413-words = Please send less at once.
error-415 = That is not a form
error-415-words = This address takes a form of ours and nothing else.
error-421 = This is another site
error-421-words = This address does not belong to any site here.
error-429 = That was very often
error-429-words = Please wait a little and try again.
error-503 = We are not quite there
error-503-words = Something behind this page is not answering. Please try again in a minute.
error-of-request = That did not work
error-of-request-words = Please go back and try again.
error-of-ours = Something went wrong
error-of-ours-words = This is our fault. We have made a note of it. Please try again in a minute.

bad-form = A field of the form is missing, stands twice or cannot be read. Please go back and try again.
bad-news-answer = The answer about news must be yes or no.
bad-name-answer = The answer about your name must be yes or no.
bad-page-zero = Pages are counted from 1.
bad-page = The page must be one number, counted from 1.
gated-file = This file belongs to the part of an article that is for members. Open the article to read on.
