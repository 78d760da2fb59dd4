namespace Polpo.Client;

/// <summary>Who is signed in.</summary>
/// <param name="Until">When what the browser or program showed runs out; absent: that is open.</param>
public sealed record PersonView(string Id, string Name, DateTimeOffset? Until = null);

/// <summary>A link that signs a browser in, once, within ten minutes.</summary>
public sealed record SignInLinkView(string Url);

/// <summary>How a browser signs in besides with a one-time link.</summary>
/// <param name="Provider">Absent: with a link alone.</param>
public sealed record SignInWays(SignInProvider? Provider = null);

/// <param name="Name">What people know it by.</param>
/// <param name="Seamless">Whether a browser that is not signed in asks it by itself.</param>
public sealed record SignInProvider(string Name, bool Seamless);

/// <summary>A browser's sign-in was renewed.</summary>
/// <param name="Until">When it is to be renewed again, at the latest.</param>
public sealed record SignInUntil(DateTimeOffset Until);
