using System.Text.Json.Nodes;

namespace Polpo.Cli.Deploy;

internal enum DeployState
{
    Unchanged,
    New,
    Changed,

    /// <summary>It is there, and whether it is the same cannot be told.</summary>
    Again,
}

/// <summary>One thing of <c>.polpo</c>, and how it stands to what the server has.</summary>
/// <param name="Apply">Makes the server's the same; not called for what is unchanged.</param>
internal sealed record DeployItem(string Kind, string Name, DeployState State, Func<CancellationToken, Task> Apply)
{
    /// <summary>What may be shown of a text that the server sent.</summary>
    public Func<string, string> Shown { get; init; } = text => text;
}

/// <summary>What a server writes into a document by itself makes no difference.</summary>
internal static class DeployContent
{
    /// <param name="added">A field that counts only where the wanted document has it.</param>
    public static bool IsSame(JsonNode? wanted, JsonNode? there, string added)
    {
        if (wanted is not JsonObject document || there is not JsonObject || document.ContainsKey(added))
            return JsonNode.DeepEquals(wanted, there);
        var own = there.DeepClone().AsObject();
        own.Remove(added);
        return JsonNode.DeepEquals(wanted, own);
    }
}
