using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.KeyPanel;

/// <summary>A wall panel that says its keys on a serial line, in the bytes that a template names.</summary>
[Driver("key-panel")]
internal sealed class KeyPanelDriver(DriverContext context) : IDriver
{
    private KeyTemplate _template = null!;
    private KeyLights _lights = null!;
    private FramedLink? _link;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var file = context.Settings.Text("template");
        _template = KeyTemplate.Parse(file, context.ReadFile(this, file));
        _link = new FramedLink(await context.OpenAsync(cancellationToken), _template.Frame.Cutter(), context.Time, Hear, maxFrameBytes: 128);
        context.Report.Describe([Contract.Capabilities.Key([.. _template.Keys.Select(key => new Choice { Id = key.Id, Zh = key.Zh, En = key.En })], _template.Light is not null)]);
        _lights = new KeyLights(context, LightAsync);
        await _lights.RestoreAsync(cancellationToken);
    }

    public Task PollAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) => _lights.SwitchAsync(command.Text("key"), command.Flag("on"), cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CommandResult> LightAsync(string id, bool on, CancellationToken cancellationToken)
    {
        if (_template.Light is null || _template.Keys.FirstOrDefault(key => key.Id == id) is not { } key) return CommandResult.Refused(CommandProblems.NotSupported, $"key \"{id}\" has no light");
        await _link!.SendAsync(_template.LightBytes(key, on), cancellationToken);
        return CommandResult.Done;
    }

    private bool Hear(byte[] frame)
    {
        foreach (var (key, down) in _template.Read(frame)) context.Report.Key(key, down);
        return true;
    }
}
