using System.Text.Json.Nodes;

namespace Polpo.Core.Missions.Edits;

/// <summary>A list of a mission document whose items are known by a field.</summary>
internal sealed class EditList(JsonArray items, string list, string key)
{
    public int Count => items.Count;

    public static EditList Of(JsonObject body, string list, string key)
    {
        if (body[list] is not JsonArray items)
            body[list] = items = [];
        return new EditList(items, list, key);
    }

    public void Add(int number, JsonObject item, List<string> said)
    {
        if (item[key]?.ToString() is { } name && Place(name) >= 0)
            throw MissionEdits.Refuse(number, $"there is a \"{name}\" in {list} already. Update that one.");
        items.Add(item.DeepClone());
        said.Add($"{list}: \"{item[key]}\" added");
    }

    /// <param name="changes">Fields with their new values; null takes a field away.</param>
    public void Update(int number, string name, JsonObject changes, List<string> said)
    {
        var item = items[Find(number, name)]!.AsObject(); // found by a field of it
        foreach (var (field, value) in changes)
        {
            if (value is null)
                item.Remove(field);
            else
                item[field] = value.DeepClone();
        }
        said.Add($"{list}: \"{name}\" changed");
    }

    public void Remove(int number, string name, List<string> said)
    {
        items.RemoveAt(Find(number, name));
        said.Add($"{list}: \"{name}\" removed");
    }

    public void Reorder(int number, IReadOnlyList<string> names, List<string> said)
    {
        var known = items.Select(item => item?[key]?.ToString() ?? "").ToList();
        if (names.Count != known.Count || names.Except(known).Any() || names.Distinct().Count() != names.Count)
            throw MissionEdits.Refuse(number, $"titles must list each of the {known.Count} titles once.");
        var ordered = names.Select(name => items[known.IndexOf(name)]!.DeepClone()).ToList(); // all are known
        items.Clear();
        foreach (var item in ordered)
            items.Add(item);
        said.Add($"{list}: reordered");
    }

    private int Find(int number, string name) =>
        Place(name) is >= 0 and var place
            ? place
            : throw MissionEdits.Refuse(number, $"there is no \"{name}\" in {list}.");

    private int Place(string name)
    {
        for (var place = 0; place < items.Count; place++)
        {
            if (items[place] is JsonObject item && item[key]?.ToString() == name)
                return place;
        }
        return -1;
    }
}
