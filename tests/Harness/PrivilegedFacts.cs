using System.Globalization;

namespace Tongtang.Harness;

/// <summary>A test that only a process with these rights can run (Linux capabilities, as in linux/capability.h); without them it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrivilegedFactAttribute : FactAttribute
{
    public PrivilegedFactAttribute(Privilege privilege) => Skip = Privileges.Missing(privilege);
}

/// <inheritdoc cref="PrivilegedFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrivilegedTheoryAttribute : TheoryAttribute
{
    public PrivilegedTheoryAttribute(Privilege privilege) => Skip = Privileges.Missing(privilege);
}

/// <summary>Bits of a capability set.</summary>
internal enum Privilege
{
    /// <summary>Addresses, interfaces and networks of its own.</summary>
    SetUpNetworks = 12,

    /// <summary>Mounts.</summary>
    Mount = 21,
}

internal static class Privileges
{
    private const string Effective = "CapEff:";

    /// <summary>Null when this process has it; else the reason to skip.</summary>
    public static string? Missing(Privilege privilege)
    {
        const string Status = "/proc/self/status";
        var set = OperatingSystem.IsLinux() ? File.ReadLines(Status).First(line => line.StartsWith(Effective, StringComparison.Ordinal))[Effective.Length..].Trim() : "0";
        var has = (ulong.Parse(set, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (int)privilege & 1) == 1;
        return has ? null : $"it needs the right to {(privilege == Privilege.Mount ? "mount" : "set up networks")}; run it as root";
    }
}
