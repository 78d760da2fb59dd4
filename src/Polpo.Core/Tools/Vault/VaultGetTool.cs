using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Vault;

/// <summary>How an agent uses a secret. What is secret stays so: the answer has what stands for it.</summary>
internal sealed class VaultGetTool()
    : CheckedTool(
        "vault_get",
        "How to use a secret: the values of its fields that are not secret, and for each secret one what to write in its place, in commands and in web tools.",
        """
        {"type":"object","properties":{
          "service":{"type":"string","minLength":1,"description":"A name of vault_list"}},
         "required":["service"]}
        """
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
        var name = arguments.Text("service");
        var entries = await context.Secrets.EntriesAsync(cancellationToken);
        var entry =
            entries.FirstOrDefault(one => one.Name == name)
            ?? throw new RefusedException(
                Refusal.NotFound,
                $"You have no secret \"{name}\". {(entries.Count == 0 ? "You have none at all." : $"You have {string.Join(", ", entries.Select(one => one.Name))}.")}"
            );
        var lent = context.Secrets.Lent.Where(one => one.Entry == name).Select(one => one.Field).ToHashSet();
        return new ToolResult(
            string.Join(
                '\n',
                [
                    $"{VaultWords.Head(entry)}; {VaultWords.Hosts(entry)}",
                    .. entry.Fields.Select(field =>
                        $"{field.Name}: {field.Shown ?? VaultWords.Use(entry, field, lent.Contains(field.Name))}"
                    ),
                ]
            )
        );
    }
}
