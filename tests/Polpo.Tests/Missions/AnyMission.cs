using Polpo.Core.Missions.Documents;

namespace Polpo.Tests.Missions;

/// <summary>Missions by chance, without a circle: whoever waits stands behind in the list.</summary>
internal static class AnyMission
{
    public static MissionDocument Make(Random random)
    {
        var size = random.Next(1, 15);
        return new MissionDocument
        {
            Name = "any",
            Tasks =
            [
                .. Enumerable
                    .Range(0, size)
                    .Select(number => new MissionTask
                    {
                        Title = $"T{number:00}",
                        Priority = random.Next(0, 4),
                        DependsOn = Some(random, 0, number, 4),
                    }),
            ],
            Holds =
            [
                .. Enumerable.Range(0, size < 2 ? 0 : random.Next(0, 5)).Select(number => Hold(random, number, size)),
            ],
        };
    }

    private static MissionHold Hold(Random random, int number, int size)
    {
        var cut = random.Next(1, size);
        var (name, after, blocks) = ($"h{number}", Some(random, 0, cut, 2, 1), Some(random, cut, size, 2, 1));
        return random.Next(3) switch
        {
            0 => new Checkpoint(null)
            {
                Name = name,
                AfterTasks = after,
                BlocksTasks = blocks,
            },
            1 => new Delay(TimeSpan.FromMinutes(random.Next(1, 500)))
            {
                Name = name,
                AfterTasks = after,
                BlocksTasks = blocks,
            },
            _ => new QualityGate(random.Next(2) == 0 ? 3 : null, random.Next(2) == 0, null)
            {
                Name = name,
                AfterTasks = after,
                BlocksTasks = blocks,
            },
        };
    }

    private static IReadOnlyList<string> Some(Random random, int from, int to, int oneIn, int least = 0)
    {
        var chosen = Enumerable.Range(from, to - from).Where(_ => random.Next(oneIn) == 0).ToList();
        if (chosen.Count < least)
            chosen.Add(random.Next(from, to));
        return [.. chosen.Select(number => $"T{number:00}")];
    }
}
