using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.KeyPanelModbus;

/// <summary>A panel that is asked for its keys, ten times a second.</summary>
[Driver("key-panel-modbus")]
internal sealed class KeyPanelModbusDriver(DriverContext context) : IDriver
{
    private KeyMap _map = null!;
    private KeyLights _lights = null!;
    private ModbusUnit? _unit;
    private HashSet<string>? _down;

    public Task Ended => _unit!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var file = context.Settings.Text("map");
        _map = KeyMap.Parse(file, context.ReadFile(this, file));
        _unit = await context.Connections.OpenModbusAsync(context.Connection, new ModbusOptions { Unit = (byte)context.Settings.Integer("unit"), Patience = TimeSpan.FromMilliseconds(200) }, context.Trace, cancellationToken);
        context.Report.Describe([Contract.Capabilities.Key([.. _map.Keys.Select(key => new Choice { Id = key.Id, Zh = key.Zh, En = key.En })], _map.LightFunction != 0)]);
        _lights = new KeyLights(context, LightAsync);
        await PollAsync(cancellationToken);
        await _lights.RestoreAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var answer = await _unit!.AskAsync(ModbusRequest.Read(_map.Function, _map.Address, _map.Count), cancellationToken);
        if (answer.Refusal is 4 or 5 or 6) return;
        if (answer.Refusal != 0) throw new DeviceException(DeviceProblems.Unexpected, $"the map {context.Settings.Text("map")} does not fit: {answer.RefusalText}");
        var down = _map.Down(answer.Registers, answer.Bits).Select(key => key.Id).ToHashSet();
        // What is down when the session begins was not pressed now.
        if (_down is not null) Tell(_down, down);
        if (_map.Clears && down.Count > 0)
        {
            await _unit.AskAsync(ModbusRequest.WriteRegister(_map.Address, 0), cancellationToken);
            Tell(down, []);
            down.Clear();
        }

        _down = down;
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) => _lights.SwitchAsync(command.Text("key"), command.Flag("on"), cancellationToken);

    public ValueTask DisposeAsync() => _unit?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CommandResult> LightAsync(string key, bool on, CancellationToken cancellationToken)
    {
        if (_map.Keys.FirstOrDefault(known => known.Id == key)?.Light is not { } light || _map.LightFunction == 0) return CommandResult.Refused(CommandProblems.NotSupported, $"key \"{key}\" has no light");
        try
        {
            var answer = await _unit!.AskAsync(_map.LightFunction == 5 ? ModbusRequest.WriteCoil(light, on) : ModbusRequest.WriteRegister(light, on ? (ushort)1 : (ushort)0), cancellationToken);
            return answer.Refused ?? CommandResult.Done;
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown(error.Message);
        }
    }

    private void Tell(HashSet<string> before, HashSet<string> now)
    {
        foreach (var key in before.Except(now)) context.Report.Key(key, down: false);
        foreach (var key in now.Except(before)) context.Report.Key(key, down: true);
    }
}
