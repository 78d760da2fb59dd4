using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Running;

/// <summary>What our git knows of the world: nothing but this. No configuration of the system or the account, no hook, no helper program, no network.</summary>
internal sealed class GitSettings(PolpoHome home)
{
    private const string Config = """
        # Written by Polpo, read by every git that it starts.
        [safe]
            directory = *
        [init]
            defaultBranch = main
        [transfer]
            advertiseSID = false

        """;

    private static readonly string[] Always =
    [
        "safe.directory=*",
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.untrackedCache=false",
        "core.attributesFile=/dev/null",
        "core.excludesFile=/dev/null",
        "core.sshCommand=false",
        "core.gitProxy=",
        "core.alternateRefsCommand=true",
        "core.pager=cat",
        "core.editor=false",
        "core.askPass=",
        "core.quotePath=false",
        "core.protectHFS=true",
        "core.protectNTFS=true",
        "credential.helper=",
        "gc.auto=0",
        "maintenance.auto=false",
        "protocol.version=2",
        "protocol.allow=never",
        "protocol.file.allow=always",
        "protocol.ext.allow=never",
        "submodule.recurse=false",
        "fetch.recurseSubmodules=false",
        "fetch.writeCommitGraph=false",
        "diff.external=",
        "diff.ignoreSubmodules=all",
        "commit.gpgSign=false",
        "tag.gpgSign=false",
        "gpg.program=false",
        "merge.verifySignatures=false",
        "log.showSignature=false",
        "advice.detachedHead=false",
    ];

    /// <summary>The switches that stand before the verb.</summary>
    public static IEnumerable<string> Switches(GitCommand command)
    {
        yield return "--no-pager";
        foreach (var setting in Always.Concat(command.Settings))
        {
            yield return "-c";
            yield return setting;
        }
    }

    /// <summary>The whole environment of a git process.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment(GitCommand command)
    {
        yield return new("PATH", GitProgram.SearchPath);
        yield return new("HOME", home.Folder("git"));
        yield return new("XDG_CONFIG_HOME", home.Folder("git"));
        yield return new("GIT_CONFIG_NOSYSTEM", "1");
        yield return new("GIT_CONFIG_GLOBAL", ConfigFile());
        yield return new("GIT_ATTR_NOSYSTEM", "1");
        yield return new("GIT_TERMINAL_PROMPT", "0");
        yield return new("GIT_ASKPASS", "false");
        yield return new("GIT_EDITOR", "false");
        yield return new("GIT_ALLOW_PROTOCOL", "file");
        yield return new("GIT_OPTIONAL_LOCKS", "0");
        yield return new("GIT_LITERAL_PATHSPECS", "1");
        yield return new("GIT_NO_REPLACE_OBJECTS", "1");
        yield return new("GIT_NO_LAZY_FETCH", "1");
        yield return new("GIT_GRAFT_FILE", "/dev/null");
        yield return new("LC_ALL", "C");
        yield return new("TZ", "UTC");
        if (command.GitFolder is not null)
            yield return new("GIT_DIR", command.GitFolder);
        if (command.WorkTree is not null)
            yield return new("GIT_WORK_TREE", command.WorkTree);
        if (command.IndexFile is not null)
            yield return new("GIT_INDEX_FILE", command.IndexFile);
        foreach (var variable in command.Variables)
            yield return variable;
    }

    /// <summary>
    /// A file and not only switches: git drops its switches when it starts the other side of a local fetch, and that side
    /// must accept a repository of another account too.
    /// </summary>
    private string ConfigFile()
    {
        var path = home.At("git", "config");
        if (!File.Exists(path) || File.ReadAllText(path) != Config)
        {
            var staged = $"{path}.{System.Environment.ProcessId}.{System.Environment.CurrentManagedThreadId}";
            File.WriteAllText(staged, Config);
            File.Move(staged, path, overwrite: true);
        }
        return path;
    }
}
