using System.Collections.Concurrent;
using Polpo.Core.Missions.Documents;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Runs;

/// <summary>The documents of missions that run, parsed once a version.</summary>
internal sealed class StoredMissions
{
    private const int Most = 64;

    private readonly ConcurrentDictionary<Id<Mission>, (int Version, MissionDocument Document)> _read = new();

    public MissionDocument Of(Mission mission)
    {
        if (_read.TryGetValue(mission.Id, out var known) && known.Version == mission.Version)
            return known.Document;
        if (_read.Count >= Most)
            _read.Clear();
        var document = MissionReader.Stored(mission.Document, mission.Name);
        _read[mission.Id] = (mission.Version, document);
        return document;
    }
}
