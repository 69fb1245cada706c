using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.SenseairS8;

/// <summary>Senseair's S8 by Modbus at the address that every S8 answers to, so that it is alone on its line.</summary>
[Driver("senseair-s8")]
internal sealed class SenseairS8Driver(DriverContext context) : IDriver
{
    private const int PeriodRegister = 0x1F;
    private ModbusUnit? _unit;

    public Task Ended => _unit!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _unit = await context.Connections.OpenModbusAsync(context.Connection, new ModbusOptions { Unit = SenseairS8Wire.AnyUnit, WakeByte = context.Settings.Flag("wake") }, context.Trace, cancellationToken);
        await PollAsync(cancellationToken);
        if (context.Settings.Integer("selfCalibrationHours") is >= 0 and var hours) await SetPeriodAsync(hours, cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(SenseairS8Wire.Read, cancellationToken);
        var errors = SenseairS8Wire.Errors(answer.Registers[0]);
        context.Report.Set("errors", errors);
        if (errors.Length == 0 && SenseairS8Wire.Ppm(answer.Registers[3]) is { } ppm) context.Report.Measure("co2_ppm", ppm);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _unit?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Written only when it differs, since the sensor's memory stands so many writes and no more.</summary>
    private async Task SetPeriodAsync(int hours, CancellationToken cancellationToken)
    {
        var now = await AskAsync(ModbusRequest.ReadRegisters(PeriodRegister, 1), cancellationToken);
        if (now.Registers[0] != hours) await AskAsync(ModbusRequest.WriteRegister(PeriodRegister, (ushort)hours), cancellationToken);
    }

    private async Task<ModbusAnswer> AskAsync(ModbusRequest request, CancellationToken cancellationToken)
    {
        var answer = await _unit!.AskAsync(request, cancellationToken);
        return answer.Refusal == 0 ? answer : throw new DeviceException(DeviceProblems.Unexpected, $"no S8: function {request.Function}, address {request.Address}: {answer.RefusalText}");
    }
}
