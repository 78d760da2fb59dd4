using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files.Spelling;

/// <summary>Refuses what is written so that it would not hold: of a restriction the agent would get more than its author meant.</summary>
internal static class Restrictions
{
    /// <exception cref="RefusedException">Names the file, the line, the field and the right spelling.</exception>
    public static void RequireSpelled(JsonFields agent)
    {
        Require(agent, KnownNames.Agent, KnownNames.Restricting);
        RequireMeant(agent, KnownNames.Agent);
        if (agent.Object("identity") is { } identity)
            RequireMeant(identity, KnownNames.Identity);
    }

    /// <summary>A limit that is misspelt would limit nothing.</summary>
    /// <inheritdoc cref="RequireSpelled"/>
    public static void RequireSpelledInLimits(JsonFields limits) => RequireMeant(limits, KnownNames.Limits);

    /// <inheritdoc cref="RequireSpelled"/>
    public static void RequireSpelledInSettings(JsonFields settings) =>
        Require(settings, KnownNames.Settings, ["allowedHosts", "deniedHosts"]);

    /// <summary>Beside <c>agent</c> instead of in it, they would hold nobody.</summary>
    /// <exception cref="RefusedException">Names the file, the line and the field.</exception>
    public static void RequireInside(JsonFields entry)
    {
        foreach (var member in entry.Source.Members)
        {
            if (!KnownNames.Entry.Contains(member.Name) && Nearest.Of(member.Name, KnownNames.Restricting) is { } meant)
                throw entry.Refuse(
                    member.Value,
                    $"{entry.Path(member.Name)} stands beside \"agent\" and would not hold. Move it into \"agent\", as {meant}."
                );
        }
    }

    /// <summary>A field that resembles none is kept: other programs may read it.</summary>
    private static void RequireMeant(JsonFields fields, string[] known)
    {
        foreach (var member in fields.Source.Members.Where(member => !known.Contains(member.Name)))
        {
            if (Nearest.Of(member.Name, known) is { } meant)
                throw fields.Refuse(
                    member.Value,
                    $"{fields.Path(member.Name)} is not known and would have no effect. Write {meant}."
                );
        }
    }

    private static void Require(JsonFields fields, string[] known, string[] restricting)
    {
        foreach (var member in fields.Source.Members.Where(member => !known.Contains(member.Name)))
        {
            if (Nearest.Of(member.Name, restricting) is { } meant)
                throw fields.Refuse(
                    member.Value,
                    $"{fields.Path(member.Name)} is not known, and without it more would be allowed. Write {meant}."
                );
        }
    }
}
