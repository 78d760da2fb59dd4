using Polpo.Engine.Journal;

namespace Polpo.Core.Identity;

public sealed record SignInBegun : IFact
{
    public static string Type => "sign_in.begun";
}

/// <summary>A refresh token that had been used came back: it was copied, and the browser was signed out.</summary>
public sealed record SignInReused : IFact
{
    public static string Type => "sign_in.reused";
}

public sealed record SignInEnded : IFact
{
    public static string Type => "sign_in.ended";
}
