using Polpo.Core.Playbooks.Documents;

namespace Polpo.Core.Playbooks.Folders;

/// <summary>A file that should hold a playbook.</summary>
/// <param name="Root">The folder that it may not leave by a link.</param>
/// <param name="Path">Below that.</param>
internal sealed record PlaybookFile(string Name, PlaybookHome Home, string Root, string Path)
{
    public string FullPath => System.IO.Path.Combine(Root, Path);

    /// <summary>How messages call it.</summary>
    public string Shown => Home == PlaybookHome.Installation ? $"POLPO_HOME/playbooks/{Path}" : Path;
}
