using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.CommandTable;

/// <summary>The device that a table describes: it understands what the table sends, answers what the table expects, and starts and stops like a panel.</summary>
[Simulator("command-table")]
internal sealed class CommandTableSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceValue> _state = [];
    private CompiledTable _table = Load("aabbcc.json");

    /// <summary>One of the driver's own files.</summary>
    public string Table
    {
        init => _table = Load(value);
    }

    public SimulatedPanel Panel { get; private init; } = new(time);

    public bool IsOn
    {
        init => Panel = new(time) { IsOn = value };
    }

    public int Id { get; init; } = 1;

    /// <summary>It answers commands as the table says that it refuses, or does nothing.</summary>
    public bool Refuses { get; set; }

    /// <summary>Commands that were understood.</summary>
    public int Commands { get; private set; }

    public DeviceValue? State(string property)
    {
        lock (_gate) return _state.TryGetValue(property, out var value) ? value : (DeviceValue?)null;
    }

    public void Set(string property, DeviceValue value)
    {
        lock (_gate) _state[property] = value;
    }

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, _table.Frames(), time, Answer, cancellationToken);

    private static CompiledTable Load(string name) => CompiledTable.Read(name, DriverFiles.Read(typeof(CommandTableDriver), "", name));

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            if (Panel.Power is PanelPower.Warming or PanelPower.Cooling) return null;
            if (_table.Polls.FirstOrDefault(poll => poll.Send!.Fill(_ => FieldValue.Of(Id), _table.Checksum).AsSpan().SequenceEqual(request)) is { } asked) return Tell(asked);
            foreach (var command in _table.Commands)
            {
                if (Understand(command, request) is not { } understood) continue;
                Commands++;
                var done = !Refuses && Do(command, understood);
                return (done ? command.Accept : command.Refuse) is [var reply, ..] ? reply.Fill(_ => FieldValue.Of(Id), _table.Checksum) : null;
            }

            return null;
        }
    }

    /// <summary>The command that these bytes are, or null.</summary>
    private DeviceCommand? Understand(CompiledCommand command, byte[] request)
    {
        var plain = new DeviceCommand { Capability = command.Source.Capability, Action = command.Source.Action };
        if (command.Send.Fields.Contains("input"))
        {
            var chosen = _table.File.Inputs.FirstOrDefault(input => command.Send.Fill(name => name == "id" ? FieldValue.Of(Id) : FieldValue.Of(CodeOf(input)), _table.Checksum).AsSpan().SequenceEqual(request));
            return chosen is null ? null : plain with { Arguments = new Dictionary<string, DeviceValue> { ["input"] = chosen.Id } };
        }

        if (command.Send.Match(request, _table.Checksum) is not { } fields || (fields.Remove("id", out var id) && command.Send.NumberOf("id", id) != Id)) return null;
        return plain with { Arguments = fields.ToDictionary(field => field.Key, field => command.Send.NumberOf(field.Key, field.Value) is { } number ? Math.Round(number / command.Source.Scale) : (DeviceValue)field.Value) };
    }

    private byte[] CodeOf(TableInput input) => TableTemplate.Parse(input.Code).Fill(_ => default, _table.Checksum);

    private bool Do(CompiledCommand entry, DeviceCommand command)
    {
        if (command.Capability == "power") return Panel.Switch(entry.Source.Toggle ? Panel.Power != PanelPower.On : command.Action == "on");
        if (Panel.Power != PanelPower.On) return false;
        if (entry.Source.Toggle)
        {
            _state[entry.LeadsTo] = _state.TryGetValue(entry.LeadsTo, out var now) && now.TryFlag(out var on) ? !on : true;
            return true;
        }

        foreach (var (property, value) in CommandCheck.LeadsTo(_table.Capabilities, command)) _state[property] = value;
        return true;
    }

    private byte[]? Tell(CompiledPoll poll)
    {
        DeviceValue? state = _state.TryGetValue(poll.Property, out var known) ? known : (DeviceValue?)null;
        if (poll.Property == "power") state = Panel.Power == PanelPower.On ? "on" : "standby";
        if (poll.Property != "power" && Panel.Power != PanelPower.On) return null;
        var raw = poll.Values.Where(pair => state is null || pair.Value == state).Select(pair => pair.Key).FirstOrDefault();
        if (raw is not null) return poll.Answer.Fill(name => name == "id" ? FieldValue.Of(Id) : Raw(poll, raw), _table.Checksum);
        var number = state is { } value && value.TryNumber(out var asked) ? asked : 20;
        return poll.Answer.Fill(name => FieldValue.Of(name == "id" ? Id : (int)Math.Round((number - poll.Offset) / poll.Scale)), _table.Checksum);
    }

    /// <summary>A key of the table's values as it stands on the wire: as text, unless the field is of bytes.</summary>
    private static FieldValue Raw(CompiledPoll poll, string key) =>
        poll.Answer.Match(poll.Answer.Fill(_ => FieldValue.Of(Encoding.ASCII.GetBytes(key)), TableChecksum.None), TableChecksum.None)?.GetValueOrDefault("value") == key
            ? FieldValue.Of(key)
            : FieldValue.Of(Convert.FromHexString(key));
}
