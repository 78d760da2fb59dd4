using System.Collections;
using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Missions.Rules;

/// <summary>What comes before what: tasks before those that depend on them, and those that a hold waits for before those that it blocks.</summary>
public sealed class MissionGraph
{
    private readonly MissionDocument _document;
    private readonly Dictionary<string, int> _numbers;

    /// <summary>By number what comes before it. Holds have numbers behind those of the tasks: every task with every other would be too many lines.</summary>
    private readonly List<int>[] _after;
    private readonly List<int>[] _depends;

    private MissionGraph(MissionDocument document)
    {
        _document = document;
        _numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (task, number) in document.Tasks.Select((task, number) => (task, number)))
            _numbers.TryAdd(task.Title, number);
        _depends = [.. document.Tasks.Select(task => Numbers(task.DependsOn))];
        _after =
        [
            .. _depends.Select(known => known.ToList()),
            .. document.Holds.Select(hold => Numbers(hold.AfterTasks)),
        ];
        foreach (var (hold, number) in document.Holds.Select((hold, number) => (hold, _depends.Length + number)))
        {
            foreach (var blocked in Numbers(hold.BlocksTasks))
                _after[blocked].Add(number);
        }
    }

    /// <summary>Titles that no task has are left out: someone else says that they are wrong.</summary>
    public static MissionGraph Of(MissionDocument document) => new(document);

    /// <summary>The tasks so that each comes after all that it waits for, in the document's order where there is a choice; short of those in a circle.</summary>
    public IReadOnlyList<MissionTask> Order()
    {
        var waits = new int[_after.Length];
        var next = new List<int>[_after.Length];
        for (var number = 0; number < _after.Length; number++)
        {
            foreach (var before in _after[number])
                (next[before] ??= []).Add(number);
            waits[number] = _after[number].Count;
        }
        var ready = new PriorityQueue<int, int>(
            Enumerable.Range(0, waits.Length).Where(number => waits[number] == 0).Select(Placed)
        );
        var order = new List<MissionTask>(_depends.Length);
        while (ready.TryDequeue(out var number, out _))
        {
            if (IsTask(number))
                order.Add(_document.Tasks[number]);
            foreach (var later in next[number] ?? [])
            {
                if (--waits[later] == 0)
                    ready.Enqueue(later, Placed(later).Place);
            }
        }
        return order;
    }

    private bool IsTask(int number) => number < _depends.Length;

    /// <summary>Holds go first: what they block takes its place among all that may start.</summary>
    private (int Number, int Place) Placed(int number) => (number, IsTask(number) ? number : -1);

    /// <summary>A way from a task back to itself, its first title at both ends; null when there is none.</summary>
    public IReadOnlyList<string>? Circle()
    {
        var ended = new bool[_after.Length];
        var open = new HashSet<int>();
        for (var start = 0; start < _after.Length; start++)
        {
            var way = new Stack<(int Number, int Next)>();
            way.Push((start, 0));
            while (way.TryPop(out var here))
            {
                if (here.Next == 0 && (ended[here.Number] || !open.Add(here.Number)))
                    continue;
                if (here.Next == _after[here.Number].Count)
                {
                    ended[here.Number] = true;
                    open.Remove(here.Number);
                    continue;
                }
                way.Push((here.Number, here.Next + 1));
                var before = _after[here.Number][here.Next];
                if (open.Contains(before))
                    return Titles([.. way.Select(step => step.Number).TakeWhile(number => number != before), before]);
                way.Push((before, 0));
            }
        }
        return null;
    }

    /// <summary>Of each hold's blocked tasks those that do not depend, directly or through others, on every task before the hold.</summary>
    public IEnumerable<(MissionHold Hold, string Blocked, string Missing)> Loose(HoldKind kind)
    {
        var holds = _document.Holds.Where(hold => hold.Kind == kind).ToList();
        if (holds.Count == 0)
            yield break;
        var known = Ancestors();
        foreach (var hold in holds)
        {
            var before = new BitArray(_depends.Length);
            foreach (var number in Numbers(hold.AfterTasks))
                before[number] = true;
            foreach (var blocked in Numbers(hold.BlocksTasks))
            {
                // All at once: one by one, a large gate alone would take minutes.
                var missing = new BitArray(known[blocked]).Not().And(before);
                if (!missing.HasAnySet())
                    continue;
                foreach (var number in Enumerable.Range(0, missing.Length).Where(number => missing[number]))
                    yield return (hold, _document.Tasks[blocked].Title, _document.Tasks[number].Title);
            }
        }
    }

    private BitArray[] Ancestors()
    {
        var all = new BitArray[_depends.Length];
        foreach (var task in Order())
        {
            var number = _numbers[task.Title];
            all[number] = new BitArray(_depends.Length);
            foreach (var before in _depends[number])
            {
                all[number].Or(all[before]);
                all[number][before] = true;
            }
        }
        return all;
    }

    private List<int> Numbers(IReadOnlyList<string> titles) =>
        [.. titles.Distinct(StringComparer.Ordinal).Where(_numbers.ContainsKey).Select(title => _numbers[title])];

    /// <summary>The way was walked from who waits to whom it waits for: its stack says what comes before what. It is told from its first task in the document.</summary>
    private List<string> Titles(IEnumerable<int> way)
    {
        var backwards = way.Where(IsTask).ToList();
        var first = backwards.IndexOf(backwards.Min());
        var circle = backwards.Skip(first).Concat(backwards.Take(first + 1));
        return [.. circle.Select(number => _document.Tasks[number].Title)];
    }
}
