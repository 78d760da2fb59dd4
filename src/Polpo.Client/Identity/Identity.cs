namespace Polpo.Client;

/// <summary>Who is signed in.</summary>
public sealed record PersonView(string Id, string Name);

/// <summary>A link that signs a browser in, once, within ten minutes.</summary>
public sealed record SignInLinkView(string Url);
