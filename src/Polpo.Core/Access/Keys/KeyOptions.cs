using Polpo.Engine.Kernel;

namespace Polpo.Core.Access.Keys;

/// <summary>Which keys this installation makes and takes: those of another kind are refused, so that a copied database opens nothing elsewhere.</summary>
public sealed record KeyOptions(string Prefix)
{
    public const string Variable = "POLPO_ENVIRONMENT";

    public static readonly KeyOptions Live = new("sk_live_");

    private static readonly KeyOptions Test = new("sk_test_");

    /// <param name="environment">What <see cref="Variable"/> says; null: production.</param>
    /// <exception cref="RefusedException">It says something else.</exception>
    public static KeyOptions Read(string? environment) =>
        environment switch
        {
            null or "" or "production" => Live,
            "test" => Test,
            _ => throw new RefusedException(
                Refusal.Invalid,
                $"{Variable} is \"{environment}\"; it must be production or test."
            ),
        };
}
