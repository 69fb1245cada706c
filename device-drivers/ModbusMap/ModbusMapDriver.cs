using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.ModbusMap;

/// <summary>A Modbus device whose registers a map names: it is asked for its values, and its relays are switched and read back.</summary>
[Driver("modbus-map")]
internal sealed class ModbusMapDriver(DriverContext context) : IDriver
{
    private RegisterMap _map = null!;
    private IReadOnlyList<RegisterBlock> _plan = [];
    private ModbusUnit? _unit;
    private RelayPulses? _pulses;

    public Task Ended { get; private set; } = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var file = context.Settings.Text("map");
        _map = RegisterMap.Parse(file, context.ReadFile(this, file));
        _plan = RegisterPlan.Of(_map);
        var options = new ModbusOptions
        {
            Unit = (byte)context.Settings.Integer("unit"),
            RtuOverTcp = context.Settings.Flag("rtuOverTcp"),
            Patience = TimeSpan.FromMilliseconds(context.Settings.Integer("patienceMs")),
        };
        _unit = await context.Connections.OpenModbusAsync(context.Connection, options, context.Trace, cancellationToken);
        Ended = _unit.Ended;
        if (_map.Relays is { } relays)
        {
            _pulses = new RelayPulses(context, channel => SwitchAsync(relays, channel, on: false, CancellationToken.None));
            Ended = Task.WhenAny(_unit.Ended, _pulses.Failed).Unwrap();
            await _pulses.EndLeftAsync();
        }

        await PollAsync(cancellationToken);
        context.Report.Describe(_map.Capabilities());
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        foreach (var block in _plan) await ReadAsync(block, cancellationToken);
        if (_map.Relays is { } relays) await ReadRelaysAsync(relays, cancellationToken);
    }

    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        if (command.Capability != "relay" || _map.Relays is not { } relays) return CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}");
        var channel = (int)command.Number("channel");
        await _pulses!.ForgetAsync(channel);
        if (command.Action != "pulse") return await SwitchAsync(relays, channel, command.Action == "on", cancellationToken);

        _pulses.Note(channel);
        var on = await SwitchAsync(relays, channel, on: true, cancellationToken);
        // Also one that may be on.
        _pulses.Begin(channel, on.Outcome == CommandOutcome.Refused ? TimeSpan.Zero : TimeSpan.FromSeconds(command.Number("seconds")));
        return on;
    }

    public async ValueTask DisposeAsync()
    {
        if (_pulses is not null) await _pulses.DisposeAsync();
        if (_unit is not null) await _unit.DisposeAsync();
    }

    private async Task ReadAsync(RegisterBlock block, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(ModbusRequest.Read(block.Function, block.Address, block.Count), cancellationToken);
        if (answer is null) return;
        ushort[] registers = block.Function <= 2 ? [.. answer.Bits.Select(bit => (ushort)(bit ? 1 : 0))] : [.. answer.Registers];
        foreach (var reading in block.Readings)
        {
            if (RegisterCodec.Decode(reading, registers.AsSpan(reading.Address - block.Address, reading.Width)) is { } value) context.Report.Measure(reading.Name, value);
        }
    }

    private async Task ReadRelaysAsync(MappedRelays relays, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(ModbusRequest.Read(relays.Function, relays.Address, relays.Channels), cancellationToken);
        if (answer is null) return;
        for (var i = 0; i < relays.Channels; i++) context.Report.Set($"relay_{i + 1}", relays.Function == 1 ? answer.Bits[i] : answer.Registers[i] == relays.OnValue);
    }

    /// <summary>Null: not now. A device that does not know an address is another one than the map says.</summary>
    private async Task<ModbusAnswer?> AskAsync(ModbusRequest request, CancellationToken cancellationToken)
    {
        var answer = await _unit!.AskAsync(request, cancellationToken);
        return answer.Refusal switch
        {
            0 => answer,
            4 or 5 or 6 => null,
            _ => throw new DeviceException(DeviceProblems.Unexpected, $"the map {context.Settings.Text("map")} does not fit: function {request.Function}, address {request.Address}, count {request.Count}: {answer.RefusalText}"),
        };
    }

    private async Task<CommandResult> SwitchAsync(MappedRelays relays, int channel, bool on, CancellationToken cancellationToken)
    {
        var address = relays.Address + channel - 1;
        try
        {
            var answer = await _unit!.AskAsync(relays.Function == 1 ? ModbusRequest.WriteCoil(address, on) : ModbusRequest.WriteRegister(address, (ushort)(on ? relays.OnValue : relays.OffValue)), cancellationToken);
            if (answer.Refused is { } refused) return refused;
            // The answer repeats the question, so that a line that echoes looks like one that obeys.
            var now = await _unit.AskAsync(ModbusRequest.Read(relays.Function, address, 1), cancellationToken);
            if (now.Refused is { } unread) return CommandResult.Unknown($"written, but not to be read back: {unread.Message}");
            var isOn = relays.Function == 1 ? now.Bits[0] : now.Registers[0] == relays.OnValue;
            context.Report.Set($"relay_{channel}", isOn);
            return isOn == on ? CommandResult.Done : CommandResult.Refused(CommandProblems.DeviceFailure, $"relay {channel} stayed {(isOn ? "on" : "off")}");
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown($"relay {channel}: {error.Message}");
        }
    }
}
