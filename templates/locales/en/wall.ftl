# The wall, and the form that guests of a share link meet.

wall-heading = Read the rest, free
wall-free = This article is free to members of { $site }.
wall-takes = All it takes is your email address, and you can pick up right where you stopped.
wall-takes-account = All it takes is an account you already have, or your email address, and you can pick up right where you stopped.
wall-button = Keep reading

wall-prove-heading = Confirm your address to read on
wall-prove-words = You opened one article with your email address. The next one needs that address confirmed. Look into your inbox for our letter: <a href="{ $link }">type the code here</a>, or open the link in it.
wall-prove-again = If it did not come, ask for another one below.
wall-prove-again-account = If it did not come, ask for another one below, or continue with an account you already have.
wall-prove-button = Send another letter

wall-invited = A friend shared this with you
wall-invited-by = { $name } shared this with you
wall-invited-words = Give us your email address and read on at once, free. You confirm it later, with the letter that we send you.
wall-invited-account = Or continue with an account you already have.
wall-invited-button = Read on
wall-invited-letter = The letter brings a link and a code. Use either one and you are a member and can read the others.

wall-ended = This shared link has ended
wall-ended-expired = The link you followed was good for a time, and that time is over.
wall-ended-used-up = The link you followed has reached the number of readers it was made for.
wall-ended-other = The link you followed no longer opens this article.
wall-ended-free = The article is free to members of { $site }.
wall-ended-takes = All it takes is your email address, and you can read it here.
wall-ended-takes-account = All it takes is an account you already have, or your email address, and you can read it here.

wall-letter = We send you a letter with a link and a code. Use either one and you are in.
wall-password = There is no password.
wall-member = Already a member? You sign in the same way.
wall-what = What membership is

guest-heading = Would you like to read the others too?
guest-takes = Membership of { $site } is free. All it takes is your email address, and every article is open to you.
guest-takes-account = Membership of { $site } is free. All it takes is an account you already have, or your email address, and every article is open to you.
guest-button = Become a member
