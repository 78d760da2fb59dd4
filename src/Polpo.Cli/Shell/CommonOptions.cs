using System.CommandLine;
using Polpo.Core.Sandboxes;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Shell;

/// <summary>Options that mean the same in every command that has them.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "One JSON object a line on standard output, and nothing else.",
    };

    public static readonly Option<string?> Repo = new("--repo")
    {
        Description = "The repository, or a folder in it. Default: the current folder.",
        HelpName = "PATH",
    };

    public static readonly Option<int?> Port = Options.Number(
        "--port",
        "The port on 127.0.0.1; 0 takes a free one.",
        0,
        65535,
        PolpoServerOptions.DefaultPort
    );

    public static readonly Option<string?> Sandbox = Options.Word(
        "--sandbox",
        "bubblewrap, container (in the image POLPO_SANDBOX_IMAGE), or none: commands then run as you, unprotected. Default: the best this machine has.",
        "KIND",
        SandboxOptions.Bubblewrap,
        SandboxOptions.Container,
        SandboxOptions.None
    );
}
