namespace Tongtang.DeviceDrivers.CommandTable;

/// <summary>What a table must keep to beyond its form; collects every fault with its place. Pure.</summary>
internal sealed class CommandTableRules
{
    private const int Most = 200;
    private readonly CommandTableFile _file;
    private readonly List<string> _problems = [];

    public CommandTableRules(CommandTableFile file)
    {
        _file = file;
        Limit("gapMs", file.GapMs, 0, 5000);
        Limit("patienceMs", file.PatienceMs, 50, 20_000);
        Limit("checksum.from", file.Checksum.From, 0, 16);
        Limit("commands", file.Commands.Count, 0, Most);
        Limit("polls", file.Polls.Count, 0, 50);
        Limit("told", file.Told.Count, 0, Most);
        Limit("inputs", file.Inputs.Count, 0, 60);
        CheckFraming();
        CheckInputs();
    }

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The shared capabilities, of each only the actions that the table has bytes for.</summary>
    public IReadOnlyList<Capability> Capabilities()
    {
        var found = new List<Capability>();
        var named = _file.Commands.Select(command => command.Capability).Distinct().ToList();
        // A device may tell of what it cannot be told.
        foreach (var property in _file.Polls.Where(poll => !poll.Reading).Select(poll => poll.Property).Concat(_file.Told.Select(news => news.Property)).Distinct())
        {
            if (!named.Contains(property) && Describe(property)?.Properties.Any(known => known.Name == property) == true) named.Add(property);
        }

        foreach (var id in named)
        {
            if (Describe(id) is not { } whole) continue;
            var here = _file.Commands.Where(command => command.Capability == id).ToList();
            found.Add(whole with
            {
                Actions = [.. whole.Actions.Where(action => here.Any(command => command.Action == action.Id)).Select(action => action with { Repeatable = action.Repeatable && !here.Any(command => command.Action == action.Id && command.Toggle) })],
            });
        }

        var readings = _file.Polls.Where(poll => poll.Reading).Select(poll => KnownReadings.Of(poll.Property)).ToList();
        return readings.Count > 0 ? [.. found, Contract.Capabilities.Readings(readings)] : found;
    }

    public IReadOnlyList<CompiledCommand> Commands()
    {
        var compiled = new List<CompiledCommand>();
        foreach (var twice in _file.Commands.GroupBy(c => (c.Capability, c.Action)).Where(group => group.Count() > 1)) Add("commands", $"{twice.Key.Capability}.{twice.Key.Action} is there {twice.Count()} times; allowed: once");
        for (var i = 0; i < _file.Commands.Count; i++)
        {
            var (place, command) = ($"commands[{i}]", _file.Commands[i]);
            if (Describe(command.Capability) is not { } whole)
            {
                Add($"{place}.capability", $"\"{Short(command.Capability)}\" is unknown");
                continue;
            }

            if (whole.Actions.FirstOrDefault(a => a.Id == command.Action) is not { } action)
            {
                Add($"{place}.action", $"\"{Short(command.Action)}\" is unknown; {command.Capability} allows: {string.Join(", ", whole.Actions.Select(a => a.Id))}");
                continue;
            }

            if (!double.IsFinite(command.Scale) || command.Scale is <= 0 or > 1000) Add($"{place}.scale", $"{command.Scale}; allowed: more than 0, at most 1000");
            var send = Template($"{place}.send", command.Send, [.. action.Arguments.Select(a => a.Name), "id"], sending: true);
            var accept = command.Accept.Select((text, n) => Template($"{place}.accept[{n}]", text, ["id"], sending: false)).OfType<TableTemplate>().ToList();
            var refuse = command.Refuse.Select((text, n) => Template($"{place}.refuse[{n}]", text, ["id"], sending: false)).OfType<TableTemplate>().ToList();
            if (command.Refuse.Count > 0 && command.Accept.Count == 0) Add($"{place}.refuse", "is there without accept; a device that says no also says yes");
            var changed = action.LeadsTo.Keys.FirstOrDefault() ?? (whole.Properties is [var first, ..] ? first.Name : "");
            if (send is not null) compiled.Add(new CompiledCommand(command, send, accept, refuse, changed));
        }

        return compiled;
    }

    public IReadOnlyList<CompiledPoll> Polls(IReadOnlyList<Capability> capabilities)
    {
        var compiled = new List<CompiledPoll>();
        foreach (var twice in _file.Polls.GroupBy(p => p.Property).Where(group => group.Count() > 1)) Add("polls", $"\"{twice.Key}\" is asked {twice.Count()} times; allowed: once");
        for (var i = 0; i < _file.Polls.Count; i++)
        {
            var (place, poll) = ($"polls[{i}]", _file.Polls[i]);
            if (Template($"{place}.send", poll.Send, ["id"], sending: true) is { } send
                && Value(place, capabilities, poll.Property, poll.Answer, poll.Values, poll.Scale, poll.Offset, poll.Reading) is { } value) compiled.Add(value with { Send = send });
        }

        return compiled;
    }

    public IReadOnlyList<CompiledPoll> Told(IReadOnlyList<Capability> capabilities) =>
        [.. _file.Told.Select((news, i) => Value($"told[{i}]", capabilities, news.Property, news.Answer, news.Values, news.Scale, news.Offset, reading: false)).OfType<CompiledPoll>()];

    /// <summary>Nobody may press a key that goes back and forth without knowing how things stand.</summary>
    public void CheckToggles(IReadOnlyList<CompiledCommand> commands, IReadOnlyList<CompiledPoll> polls)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            var command = commands[i];
            if (command.Source.Toggle && polls.All(poll => poll.Property != command.LeadsTo))
                Add($"commands of {command.Source.Capability}.{command.Source.Action}", $"toggle needs a poll of \"{command.LeadsTo}\", so that it is only sent when the device is the other way");
        }
    }

    private CompiledPoll? Value(string place, IReadOnlyList<Capability> capabilities, string property, string answer, IReadOnlyDictionary<string, DeviceValue> values, double scale, double offset, bool reading)
    {
        var known = capabilities.SelectMany(c => c.Properties).FirstOrDefault(p => p.Name == property);
        if (known is null)
        {
            Add($"{place}.property", $"\"{Short(property)}\" is unknown; allowed: {string.Join(", ", capabilities.SelectMany(c => c.Properties).Select(p => p.Name))}, or a reading with \"reading\": true");
            return null;
        }

        if (!double.IsFinite(scale) || !double.IsFinite(offset)) Add($"{place}.scale", "must be finite");
        var template = Template($"{place}.answer", answer, ["value", "id"], sending: false);
        if (template is not null && template.Fields.Count(field => field == "value") != 1) Add($"{place}.answer", "{value} must be there once");
        if (values.Count == 0 && property == "input") values = _file.Inputs.DistinctBy(Plain).ToDictionary(Plain, input => (DeviceValue)input.Id);
        if (values.Count == 0 && known.Kind is ValueKind.Flag or ValueKind.Choice) Add($"{place}.values", $"is missing; \"{property}\" needs what each value means");
        foreach (var (key, value) in values)
        {
            if (!Fits(known, value)) Add($"{place}.values.{Short(key)}", $"\"{value}\"; allowed: {(known.Kind == ValueKind.Flag ? "true, false" : known.Kind == ValueKind.Choice ? string.Join(", ", known.Options.Select(o => o.Id)) : known.Kind.ToString().ToLowerInvariant())}");
        }

        return template is null ? null : new CompiledPoll(property, null, template, known.Kind, values, scale, offset, reading);
    }

    private static bool Fits(CapabilityProperty property, DeviceValue value) => property.Kind switch
    {
        ValueKind.Flag => value.TryFlag(out _),
        ValueKind.Number => value.TryNumber(out _),
        ValueKind.Choice => value.TryText(out var text) && property.Options.Any(option => option.Id == text),
        _ => value.TryText(out _),
    };

    private TableTemplate? Template(string place, string text, string[] fields, bool sending)
    {
        try
        {
            var template = TableTemplate.Parse(text);
            var before = _problems.Count;
            if (template.IsEmpty) Add(place, "is empty");
            if (sending && template.HasWildcard) Add(place, "\"..\" cannot be sent; allowed in answers only");
            if (template.HasSum && _file.Checksum.Kind == ChecksumKind.None) Add(place, "{sum} is there and checksum.kind is none");
            foreach (var stranger in template.Fields.Where(field => !fields.Contains(field))) Add(place, $"{{{stranger}}} is unknown; allowed: {string.Join(", ", fields.Select(field => $"{{{field}}}"))}");
            return _problems.Count == before ? template : null;
        }
        catch (FormatException error)
        {
            Add(place, error.Message);
            return null;
        }
    }

    private void CheckFraming()
    {
        var framing = _file.Framing;
        if (!IsHex(framing.Start)) Add("framing.start", $"\"{Short(framing.Start)}\"; allowed: bytes of two hex digits");
        if (!IsHex(framing.End)) Add("framing.end", $"\"{Short(framing.End)}\"; allowed: bytes of two hex digits");
        Limit("framing.length", framing.Length, 0, 512);
        if (framing.LengthAt is { } at) Limit("framing.lengthAt", at, 0, 16);
        Limit("framing.lengthAdd", framing.LengthAdd, -16, 64);
        var ways = (framing.End.Length > 0 ? 1 : 0) + (framing.Length > 0 ? 1 : 0) + (framing.LengthAt is null ? 0 : 1);
        if (ways > 1) Add("framing", "end, length and lengthAt exclude each other");
        if (framing.Start.Length > 0 && ways == 0) Add("framing", "start needs end, length or lengthAt");
    }

    private void CheckInputs()
    {
        for (var i = 0; i < _file.Inputs.Count; i++)
        {
            var input = _file.Inputs[i];
            if (input.Id.Length is 0 or > 64 || !input.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.' or '-')) Add($"inputs[{i}].id", $"\"{Short(input.Id)}\"; allowed: a-z, 0-9, _ . -");
            Template($"inputs[{i}].code", input.Code, [], sending: true);
        }

        foreach (var twice in _file.Inputs.GroupBy(input => input.Id).Where(group => group.Count() > 1)) Add("inputs", $"\"{Short(twice.Key)}\" is there {twice.Count()} times; allowed: once");
        foreach (var twice in _file.Inputs.GroupBy(Plain, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)) Add("inputs", $"code {Short(twice.Key)} is there {twice.Count()} times; allowed: once");
    }

    /// <summary>A code as an answer's field reads it: hex without blanks, or the text itself.</summary>
    private static string Plain(TableInput input) => input.Code.Trim() is ['\'', .., '\''] text ? text[1..^1] : input.Code.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    private Capability? Describe(string id) => new DeclaredCapability { Id = id, Options = [.. _file.Inputs.Select(input => new Choice { Id = input.Id, Zh = input.Zh, En = input.En })] }.Describe();

    private static bool IsHex(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => word.Length == 2 && word.All(char.IsAsciiHexDigit));

    private void Limit(string place, int value, int least, int most)
    {
        if (value < least || value > most) Add(place, $"{value}; allowed: {least} to {most}");
    }

    private void Add(string place, string problem) => _problems.Add($"{place}: {problem}");

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
