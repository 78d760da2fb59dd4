using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Polpo.Client;
using Polpo.Core.Vault;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy.Secrets;

/// <summary>
/// Which secrets this machine sent to a workspace of a server, by their dates here and there: what has both still need not be sent again.
/// Nothing is kept of a value, not even a digest, which short values would not withstand.
/// </summary>
internal sealed class SentSecrets
{
    private readonly string _path;
    private readonly List<Sent> _all;

    public SentSecrets(PolpoHome home, string url, string workspace)
    {
        var server = SHA256.HashData(Encoding.UTF8.GetBytes($"{new Uri(url).AbsoluteUri}\n{workspace}"));
        _path = home.At("deployed", $"{Convert.ToHexStringLower(server)[..32]}.json");
        _all = Read(_path);
    }

    public DeployState StateOf(VaultEntry entry, SecretView? there)
    {
        if (there is null)
            return DeployState.New;
        if (Find(entry) is not { } sent || sent.There != there.UpdatedAt)
            return DeployState.Again;
        return sent.Here == entry.UpdatedAt && there.Hosts.SequenceEqual(entry.Hosts)
            ? DeployState.Unchanged
            : DeployState.Changed;
    }

    public void Add(VaultEntry entry, SecretView stored)
    {
        _all.RemoveAll(one => one.Name == entry.Name && one.Agent == entry.Agent);
        _all.Add(new Sent(entry.Name, entry.Agent, entry.UpdatedAt, stored.UpdatedAt));
        File.WriteAllText(_path, JsonSerializer.Serialize(_all, Wire.Json));
    }

    private Sent? Find(VaultEntry entry) => _all.Find(one => one.Name == entry.Name && one.Agent == entry.Agent);

    private static List<Sent> Read(string path)
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize<List<Sent>>(File.ReadAllText(path), Wire.Json) ?? []
                : [];
        }
        catch (JsonException)
        {
            // One that was cut off says nothing: then all are sent again.
            return [];
        }
    }

    /// <param name="Here">When it was set in this vault.</param>
    /// <param name="There">When the server took it.</param>
    private sealed record Sent(string Name, string? Agent, DateTimeOffset Here, DateTimeOffset There);
}
