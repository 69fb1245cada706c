namespace Tongtang.Protocol.Settings;

/// <summary>
/// Settings that do not let the program start. The message has one line per fault: the setting's full name, its value
/// and what is allowed.
/// </summary>
public sealed class SettingException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
