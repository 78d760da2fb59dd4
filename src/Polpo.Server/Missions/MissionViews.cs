using Polpo.Client;
using Polpo.Core.Missions;

namespace Polpo.Server.Missions;

internal static class MissionViews
{
    public static MissionValidationView View(this CheckedMission mission) =>
        new(
            mission.Problems.Count == 0,
            mission.Name,
            mission.Order,
            [
                .. mission.Problems.Select(problem => new MissionProblemView(
                    problem.Path,
                    problem.Line,
                    problem.Message
                )),
            ],
            mission.More
        );
}
