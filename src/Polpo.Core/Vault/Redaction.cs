using System.Text;
using System.Text.Json;
using Polpo.Core.Vault.Uses;
using Polpo.Runner.Egress.Swapping;

namespace Polpo.Core.Vault;

/// <summary>Takes the values of secrets out of what is shown, told to a model or written down, however they got there.</summary>
public sealed class Redaction(IReadOnlyList<LentSecret> secrets)
{
    public static readonly Redaction Nothing = new([]);

    public bool IsNothing => secrets.Count == 0;

    /// <summary>The secret that programs find under this name; null: it is none of these.</summary>
    internal LentSecret? Find(string variable) => secrets.FirstOrDefault(secret => secret.Name == variable);

    /// <summary>Those that are taken out, by entry and field.</summary>
    internal IReadOnlyList<string> Names => [.. secrets.Select(VaultUses.Named)];

    public string Clean(string text) =>
        secrets.Count == 0 ? text : Encoding.UTF8.GetString(Stream()!.Next(Encoding.UTF8.GetBytes(text), last: true));

    /// <summary>The same of the beginning of a longer text: what may be the beginning of a value is left out at its end.</summary>
    public string CleanStart(string text) =>
        secrets.Count == 0 ? text : Encoding.UTF8.GetString(Stream()!.Next(Encoding.UTF8.GetBytes(text), last: false));

    /// <summary>The same of something that is written as JSON.</summary>
    public T Clean<T>(T value)
        where T : class =>
        secrets.Count == 0 ? value : JsonSerializer.Deserialize<T>(Clean(JsonSerializer.Serialize(value)))!;

    /// <summary>For what comes in pieces; null when there is nothing to take out.</summary>
    internal ByteSwap? Stream() =>
        secrets.Count == 0
            ? null
            : new ByteSwap(
                secrets.SelectMany(secret =>
                    Disguises
                        .Of(secret.Value.Reveal())
                        .Select(value => (value, Encoding.UTF8.GetBytes($"[secret {secret.Name}]")))
                )
            );
}
