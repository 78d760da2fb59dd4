using System.CommandLine;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission</c>: graphs of tasks.</summary>
internal static class MissionCommand
{
    public static Command Build(Surroundings here) =>
        Commands.Group("mission", "Missions, graphs of tasks: validate.", ValidateCommand.Build(here));
}
