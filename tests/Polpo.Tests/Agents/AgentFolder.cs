using Polpo.Core.Agents;

namespace Polpo.Tests.Agents;

/// <summary>A folder with a <c>.polpo</c> in it, removed at the end.</summary>
internal sealed class AgentFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("polpo-agents-").FullName;

    public AgentRoster Roster { get; } = new();

    public string this[string name]
    {
        // Not ReadAllText: it drops the byte order mark.
        get => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(At(name)));
        set
        {
            Directory.CreateDirectory(At(""));
            File.WriteAllText(At(name), value);
        }
    }

    public Roster Read() => Roster.Read(Path);

    public bool Has(string name) => File.Exists(At(name));

    public string At(string name) => System.IO.Path.Combine(Path, ".polpo", name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
