using Polpo.Engine.Journal;

namespace Polpo.Core.Identity;

public sealed record SignInBegun : IFact
{
    public static string Type => "sign_in.begun";
}

public sealed record SignInEnded : IFact
{
    public static string Type => "sign_in.ended";
}
