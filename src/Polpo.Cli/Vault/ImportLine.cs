namespace Polpo.Cli.Vault;

/// <summary>What became of one entry of a vault file.</summary>
/// <param name="Outcome">added, replaced, kept (what was there already) or refused.</param>
internal sealed record ImportLine(
    string Name,
    string Agent,
    string Type,
    IReadOnlyList<string> Fields,
    string Outcome,
    string? Note
)
{
    public const string Added = "added";
    public const string Replaced = "replaced";
    public const string Kept = "kept as it is";

    private const string RefusedWord = "refused";

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsDone => Outcome is Added or Replaced;

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsRefused => Outcome == RefusedWord;

    public ImportLine Refused(string reason) => this with { Outcome = RefusedWord, Note = reason };
}
