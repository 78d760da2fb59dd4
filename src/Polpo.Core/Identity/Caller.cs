using Polpo.Engine.Kernel;

namespace Polpo.Core.Identity;

/// <summary>A person who uses this installation. In local mode there is one.</summary>
public sealed class User : IIdentified
{
    public static string Prefix => "usr";

    public required Id<User> Id { get; init; }

    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nobody gets in as this person; null: they may.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}

/// <summary>On whose behalf a command runs. Every command and query of Core takes one.</summary>
public sealed record Caller(Id<User> User, string Name)
{
    /// <summary>What they may do, as it was when the request began.</summary>
    public Rights Rights { get; init; } = Rights.None;

    /// <summary>The id of the key that a program of theirs came in with; null: they came themselves.</summary>
    public string? Key { get; init; }

    /// <summary>The id of the only workspace that the key opens; null: all that the person sees.</summary>
    public string? OnlyIn { get; init; }

    /// <summary>From when on they are nobody; null: that is open.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How the journal names who did it.</summary>
    public string Actor => Key ?? User.Text;

    /// <exception cref="RefusedException">They lack all of these keys.</exception>
    public void Require(params ReadOnlySpan<string> anyOf)
    {
        foreach (var key in anyOf)
        {
            if (Rights.May(key))
                return;
        }
        throw new RefusedException(
            Refusal.Forbidden,
            Key is null
                ? $"This needs the permission {string.Join(" or ", anyOf.ToArray())}, which {Name} does not have. Somebody who manages users can grant it by a role: polpo user roles."
                : $"This needs the permission {string.Join(" or ", anyOf.ToArray())}, which this key does not have. A key is not changed: make one that has it, as somebody who may: polpo key create --permission {anyOf[0]} …"
        );
    }

    /// <summary>For what would outlive the key.</summary>
    /// <exception cref="RefusedException">A program asks with a key.</exception>
    public void RequirePerson(string what)
    {
        if (Key is not null)
            throw new RefusedException(
                Refusal.Forbidden,
                $"A key cannot {what}. Sign in, or use the command line on the server's own account."
            );
    }
}
