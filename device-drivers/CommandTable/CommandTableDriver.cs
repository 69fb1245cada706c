using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.CommandTable;

/// <summary>Any device whose commands somebody has written into a table. What a table does not know of answers is asked, or is not claimed.</summary>
[Driver("command-table")]
internal sealed class CommandTableDriver : IDriver
{
    private readonly DriverContext _context;
    private readonly PowerPhases _power;
    private readonly CompiledTable _table;
    private readonly int _id;
    private readonly Dictionary<string, DeviceValue> _asked = [];
    private FramedLink? _link;

    public CommandTableDriver(DriverContext context)
    {
        _context = context;
        var name = context.Settings.Text("table");
        _table = CompiledTable.Read(name, context.ReadFile(this, name));
        _id = context.Settings.Integer("id");
        if (_table.File.Proof == Proof.Unproven && _table.Commands.Count + _table.Polls.Count > 0 && !context.Settings.Flag("unproven"))
            throw new DeviceException(DeviceProblems.SettingInvalid, $"{name} is a try: its bytes were never held against a device; switch on \"unproven\" to use it");
        _power = PowerPhases.Of(context, [.. _table.Capabilities.Where(c => c.Id != "reading").SelectMany(c => c.Properties).Select(p => p.Name).Where(property => property != "power")]);
    }

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await _context.OpenAsync(cancellationToken), _table.Frames(), _context.Time, Hear, gap: TimeSpan.FromMilliseconds(_table.File.GapMs));
        _context.Report.Describe(_table.Capabilities);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var isOn = await _power.PollAsync(AskPowerAsync, cancellationToken);
        // Without a question for the power the others are asked while nothing is known of it.
        if (!isOn && (_power.Power.Length > 0 || PollOf("power") is not null)) return;
        foreach (var poll in _context.WhileNobodyWaits(_table.Polls.Where(poll => poll.Property != "power"))) await TellAsync(poll, cancellationToken);
    }

    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        if (await _power.RefusalAsync(command, cancellationToken) is { } refusal) return refusal;
        if (_table.Commands.FirstOrDefault(c => c.Source.Capability == command.Capability && c.Source.Action == command.Action) is not { } entry)
            return CommandResult.Refused(CommandProblems.NotSupported, $"the table has no {command.Capability}.{command.Action}");
        var wanted = CommandCheck.LeadsTo(_table.Capabilities, command);
        if (entry.Source.Toggle && await IsAsWantedAsync(entry, wanted, cancellationToken) is { } known) return known;
        foreach (var (property, value) in wanted) _asked[property] = value;
        var result = await SendAsync(entry, command, wanted, cancellationToken);
        if (command.Capability == "power") return _power.Switched(command, result);
        if (result == CommandResult.Done && entry.Accept.Count > 0) await ShowAsync(entry, wanted, cancellationToken);
        return result;
    }

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private CompiledPoll? PollOf(string property) => _table.Polls.FirstOrDefault(poll => poll.Property == property);

    /// <summary>Null when the device is the other way, and the key may be pressed.</summary>
    private async Task<CommandResult?> IsAsWantedAsync(CompiledCommand entry, IReadOnlyDictionary<string, DeviceValue> wanted, CancellationToken cancellationToken)
    {
        try
        {
            var now = await AskAsync(PollOf(entry.LeadsTo)!, cancellationToken);
            if (now is null) return CommandResult.Refused(CommandProblems.NotNow, $"how the device is now is not known, and {entry.Source.Capability}.{entry.Source.Action} goes back and forth");
            return wanted.TryGetValue(entry.LeadsTo, out var value) && now == value ? CommandResult.Done : null;
        }
        catch (NoAnswerException) when (entry.Source.Capability == "power" && _power.Power is "standby" or "off")
        {
            // Silence is how it is in standby.
            return null;
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Refused(CommandProblems.NotNow, $"the device does not say how it is: {error.Message}");
        }
    }

    private async Task<CommandResult> SendAsync(CompiledCommand entry, DeviceCommand command, IReadOnlyDictionary<string, DeviceValue> wanted, CancellationToken cancellationToken)
    {
        var bytes = entry.Send.Fill(name => ValueOf(name, entry, command), _table.Checksum);
        var patience = TimeSpan.FromMilliseconds(_table.File.PatienceMs);
        if (entry.Accept.Count > 0)
        {
            return await _link!.DoAsync(
                bytes,
                frame => Fits(entry.Accept, frame) || Fits(entry.Refuse, frame),
                frame => Fits(entry.Accept, frame) ? CommandResult.Done : CommandResult.Refused(CommandProblems.Refused, $"the device answered {Convert.ToHexString(frame.AsSpan(0, Math.Min(frame.Length, 32)))}"),
                patience,
                cancellationToken);
        }

        await _link!.TellAsync(bytes, cancellationToken);
        if (PollOf(entry.LeadsTo) is not { } poll || !wanted.TryGetValue(entry.LeadsTo, out var value)) return CommandResult.Unknown("the table says of no answer");
        try
        {
            var now = poll.Property == "power" ? await AskAsync(poll, cancellationToken) : await TellAsync(poll, cancellationToken);
            if (now == value) return CommandResult.Done;
            return poll.Property == "power" || now is null ? CommandResult.Unknown("the device does not say yet that it did it") : CommandResult.Refused(CommandProblems.Refused, $"the device did not take it; {poll.Property} is {now}");
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown(error.Message);
        }
    }

    private FieldValue ValueOf(string name, CompiledCommand entry, DeviceCommand command)
    {
        if (name == "id") return FieldValue.Of(_id);
        if (name == "input" && command.Capability == "input") return FieldValue.Of(TableTemplate.Parse(_table.File.Inputs.First(input => input.Id == command.Text("input")).Code).Fill(_ => default, _table.Checksum));
        var value = command.Arguments[name];
        if (value.TryNumber(out var number)) return FieldValue.Of((int)Math.Round(number * entry.Source.Scale));
        // A text must not end the command and begin another.
        return value.TryFlag(out var flag) ? FieldValue.Of(flag ? 1 : 0) : FieldValue.Of(new string([.. value.ToString().Where(c => !char.IsControl(c))]));
    }

    private bool Fits(IReadOnlyList<TableTemplate> templates, byte[] frame) => templates.Any(template => template.Match(frame, _table.Checksum) is { } fields && IsOurs(template, fields));

    /// <summary>A field <c>{id}</c> in an answer must be the device's own.</summary>
    private bool IsOurs(TableTemplate template, Dictionary<string, string> fields) => !fields.TryGetValue("id", out var id) || template.NumberOf("id", id) == _id;

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken)
    {
        if (PollOf("power") is { } poll) return await AskAsync(poll, cancellationToken) is { } power && power.TryText(out var text) ? text : null;
        return _power.Power switch
        {
            "warming" => "on",
            "cooling" => "standby",
            _ => null,
        };
    }

    private async Task<DeviceValue?> AskAsync(CompiledPoll poll, CancellationToken cancellationToken)
    {
        var frame = await _link!.AskAsync(
            poll.Send!.Fill(_ => FieldValue.Of(_id), _table.Checksum),
            frame => poll.Answer.Match(frame, _table.Checksum) is { } fields && IsOurs(poll.Answer, fields),
            TimeSpan.FromMilliseconds(_table.File.PatienceMs),
            cancellationToken);
        return AsAsked(poll, poll.Read(frame, _table.Checksum).Value);
    }

    /// <summary>A level that the device rounded to its own step is still the level that was asked for.</summary>
    private DeviceValue? AsAsked(CompiledPoll poll, DeviceValue? value) =>
        value is { } told && told.TryNumber(out var now) && _asked.TryGetValue(poll.Property, out var wanted) && wanted.TryNumber(out var asked) && Math.Abs(now - asked) <= poll.Scale / 2 + 0.01 ? wanted : value;

    private async Task<DeviceValue?> TellAsync(CompiledPoll poll, CancellationToken cancellationToken)
    {
        var value = await AskAsync(poll, cancellationToken);
        Tell(poll, value);
        return value;
    }

    private void Tell(CompiledPoll poll, DeviceValue? value)
    {
        if (value is not { } known) _context.Report.Forget(poll.Property);
        else if (poll.Reading && known.TryNumber(out var number)) _context.Report.Measure(poll.Property, number);
        else _context.Report.Set(poll.Property, known);
    }

    private async Task ShowAsync(CompiledCommand entry, IReadOnlyDictionary<string, DeviceValue> wanted, CancellationToken cancellationToken)
    {
        if (PollOf(entry.LeadsTo) is { } poll)
        {
            await TellAsync(poll, cancellationToken);
            return;
        }

        // It said that it has done it, and cannot be asked.
        foreach (var (property, value) in wanted) _context.Report.Set(property, value);
    }

    private bool Hear(byte[] frame)
    {
        foreach (var news in _table.Told)
        {
            if (news.Read(frame, _table.Checksum) is not (true, { } value)) continue;
            if (news.Property != "power") Tell(news, value);
            else if (!_power.IsBusy && value.TryText(out var power)) _power.Told(power);
            return true;
        }

        return false;
    }
}
