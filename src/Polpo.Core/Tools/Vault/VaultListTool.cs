namespace Polpo.Core.Tools.Vault;

/// <summary>Which secrets an agent has: names, never values.</summary>
internal sealed class VaultListTool()
    : CheckedTool(
        "vault_list",
        "List the secrets that you may use: their services, types and fields, and the hosts that they work at. Values are never shown.",
        """{"type":"object","properties":{}}"""
    )
{
    public override bool Repeatable => true;

    public override bool Writes => false;

    protected override async Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var entries = await context.Secrets.EntriesAsync(cancellationToken);
        return new ToolResult(
            entries.Count == 0
                ? "You have no secrets. A person keeps one for you with: polpo vault set"
                : string.Join(
                    '\n',
                    entries.Select(entry =>
                        $"{VaultWords.Head(entry)}; fields {string.Join(", ", entry.Fields.Select(field => field.Name))}; {VaultWords.Hosts(entry)}"
                    )
                )
        );
    }
}
