using System.Globalization;
using System.Text.Json;

namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>All entities of one device as its discovery messages have them, and what messages mean for them. Speaks to nobody.</summary>
internal sealed class EntityBook
{
    private readonly SortedDictionary<string, DiscoveryMessage> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool?> _available = [];
    private List<Entry> _entries = [];

    public int Count => _entries.Count;

    public DiscoveryMessage? Device => _messages.Values.FirstOrDefault();

    /// <summary>What the device says by: states and availability.</summary>
    public IEnumerable<string> Topics => _entries.SelectMany(entry => entry.Entity.Availability.Select(each => each.Topic).Append(entry.Entity.StateTopic)).Where(topic => topic.Length > 0).Distinct();

    /// <summary>Null: nothing was said yet; true also of a device that never says it.</summary>
    public bool? IsAvailable
    {
        get
        {
            var known = _entries.Select(entry => Availability(entry.Entity)).ToList();
            return known.Contains(true) || known.Count == 0 ? true : known.Contains(null) ? null : false;
        }
    }

    public void Put(string topic, DiscoveryMessage message)
    {
        if (_messages.Count >= DiscoveryWire.MostEntities && !_messages.ContainsKey(topic)) return;
        _messages[topic] = message;
        Arrange();
    }

    /// <summary>Whether there was such a message.</summary>
    public bool Remove(string topic)
    {
        if (!_messages.Remove(topic)) return false;
        Arrange();
        return true;
    }

    /// <summary>The entity that a capability is of.</summary>
    public DiscoveredEntity? Find(string capability) => _entries.FirstOrDefault(entry => entry.Property == capability)?.Entity;

    public IReadOnlyList<Capability> Capabilities() => EntityCapabilities.Of([.. _entries.Select(entry => (entry.Entity, entry.Property, entry.Reading))], Warnings());

    /// <summary>What we do not understand of the device; empty: nothing.</summary>
    public string Warnings() => string.Join("; ", _entries.SelectMany(entry => entry.Entity.Warnings).Distinct().Take(20));

    /// <summary>Takes a message of one of the topics; what it says of properties and readings.</summary>
    public IReadOnlyList<DeviceNews> Hear(string topic, string payload)
    {
        var json = _entries.Exists(entry => entry.Entity.StateTopic == topic || entry.Entity.Availability.Any(each => each.Topic == topic)) ? Json(payload) : null;
        foreach (var way in _entries.SelectMany(entry => entry.Entity.Availability).Where(way => way.Topic == topic))
        {
            if (way.Value.Apply(payload, json) is { } said && (said == way.Online || said == way.Offline)) _available[topic] = said == way.Online;
        }

        var told = new List<DeviceNews>();
        foreach (var entry in _entries.Where(entry => entry.Entity.StateTopic == topic))
        {
            var value = entry.Entity.Json ? JsonState(json) : entry.Entity.Value.Apply(payload, json);
            if (value is not null) told.AddRange(entry.Say(value));
        }

        return told;
    }

    private static string? JsonState(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } light && light.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.String ? state.GetString() : null;

    private static JsonElement? Json(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Most payloads are plain text.
            return null;
        }
    }

    private bool? Availability(DiscoveredEntity entity)
    {
        var said = entity.Availability.Select(way => _available.GetValueOrDefault(way.Topic)).ToList();
        if (said.Count == 0) return true;
        return entity.AvailabilityMode switch
        {
            "all" => said.Contains(false) ? false : said.Contains(null) ? null : true,
            // "latest" too: an entity that some topic calls online is worth talking to.
            _ => said.Contains(true) ? true : said.Contains(null) ? null : false,
        };
    }

    private void Arrange()
    {
        var entries = new List<Entry>();
        var taken = new HashSet<string> { "notes" };
        foreach (var entity in _messages.Values.SelectMany(message => message.Entities).Take(DiscoveryWire.MostEntities))
        {
            var property = Free(entity.Key, taken);
            var known = EntityReadings.IsOccupancy(entity) ? ("occupancy", 1, 0) : EntityReadings.Of(entity);
            var reading = known is { } of && taken.Add(of.Reading) ? of.Reading : EntityReadings.IsNumber(entity) ? property : "";
            entries.Add(new Entry(entity, property, reading, reading == known?.Reading ? known.Value.Factor : 1, reading == known?.Reading ? known.Value.Offset : 0));
        }

        _entries = entries;
    }

    private static string Free(string key, HashSet<string> taken)
    {
        var free = key;
        for (var n = 2; !taken.Add(free); n++) free = $"{key}_{n}";
        return free;
    }

    /// <param name="Property">Also its capability's id.</param>
    /// <param name="Reading">Empty: none.</param>
    private sealed record Entry(DiscoveredEntity Entity, string Property, string Reading, double Factor, double Offset)
    {
        public IEnumerable<DeviceNews> Say(string value)
        {
            if (Entity.Component is "sensor" or "number" && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                // Rounded, since factors leave tails of digits.
                if (Reading.Length > 0) yield return new ReadingNews(Reading, Math.Round(number * Factor + Offset, 6));
                if (Entity.Component == "number") yield return new StateNews(Property, number);
            }
            else if (Entity.Component is "binary_sensor" or "switch" or "light")
            {
                if (Flag(value) is not { } flag) yield break;
                yield return new StateNews(Property, flag);
                if (Reading.Length > 0) yield return new ReadingNews(Reading, flag ? 1 : 0);
            }
            else if (Reading.Length == 0 && Entity.Component != "button")
            {
                yield return new StateNews(Property, Entity.Component == "select" ? EntityCapabilities.OptionId(Entity, value) : value.Length > 200 ? value[..200] + "…" : value);
            }
        }

        private bool? Flag(string value) =>
            value == (Entity.StateOn.Length > 0 ? Entity.StateOn : Entity.On) ? true : value == (Entity.StateOff.Length > 0 ? Entity.StateOff : Entity.Off) ? false : null;
    }
}
