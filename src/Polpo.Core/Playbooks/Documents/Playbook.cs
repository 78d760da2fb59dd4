using System.Text.Json.Nodes;

namespace Polpo.Core.Playbooks.Documents;

/// <summary>A mission with blanks, under a name that is its folder's.</summary>
/// <param name="File">Its path as messages call it.</param>
/// <param name="Home">Whose it is.</param>
/// <param name="Text">Byte for byte as it was written.</param>
public sealed record Playbook(string Name, string File, PlaybookHome Home, string Text)
{
    public string? Description { get; init; }

    public string? Version { get; init; }

    public string? Author { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>The mission document with its placeholders.</summary>
    public required JsonObject Mission { get; init; }
}

/// <summary>Where a playbook was found. The first that has the name wins.</summary>
public enum PlaybookHome
{
    /// <summary><c>.polpo/playbooks/NAME/playbook.json</c>.</summary>
    Workspace,

    /// <summary><c>.polpo/templates/NAME/template.json</c>: how it was called before. It is only read.</summary>
    Templates,

    /// <summary><c>playbooks/NAME/playbook.json</c> in the data folder: for all workspaces of the installation. It is only read.</summary>
    Installation,
}
