using System.Globalization;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>What the doctor says, in Chinese and English: what it found, and what to do about it.</summary>
internal static class DoctorWords
{
    private static readonly Dictionary<string, (string Zh, string En)> Sentences = new(StringComparer.Ordinal)
    {
        ["ffmpeg_ok"] = ("ffmpeg 可用：{0}", "ffmpeg works: {0}"),
        ["ffmpeg_missing"] = (
            "无法运行 {0}（{1}）。请安装 ffmpeg，或在设置 Recording:{2} 中写明它的位置。",
            "{0} cannot be run ({1}). Install ffmpeg, or say where it is in the setting Recording:{2}."),
        ["encoder_ok"] = ("编码器可用：{0}", "Encoders: {0}"),
        ["encoder_missing"] = (
            "ffmpeg 缺少编码器 {0}。请安装完整版的 ffmpeg。",
            "ffmpeg lacks the encoder {0}. Install a full build of ffmpeg."),
        ["encoder_unusable"] = (
            "设置 Recording:Encoder 指定的 {0} 在本机上不能编码。请改为 auto，或安装它需要的驱动。",
            "{0}, named by the setting Recording:Encoder, does not encode on this machine. Set it to auto, or install the driver it needs."),
        ["sources_none"] = (
            "还没有信号源。请在面板的安装设置中添加摄像机、屏幕或麦克风。",
            "There is no source yet. Add a camera, a screen or a microphone in the panel's installer page."),
        ["source_ok"] = ("信号源 {0} 正常：{1}", "Source {0} delivers: {1}"),
        ["source_bad"] = (
            "信号源 {0} 没有信号：{1} 请检查电源、网线、地址和密码。",
            "Source {0} does not deliver: {1} Check its power, cable, address and password."),
        ["source_busy"] = (
            "信号源 {0} 正被其他程序使用；如果本机的录制程序正在运行，这是正常的。",
            "Source {0} is used by another program; while the agent runs, that is as it should be."),
        ["disk_ok"] = ("磁盘写入 {0} MB/s，可用 {1}", "The disk writes {0} MB/s and has {1} free"),
        ["disk_slow"] = (
            "磁盘太慢：写入只有 {0} MB/s，录制 {1} 路需要 {2} MB/s。请更换固态硬盘，或减少信号源。",
            "The disk is too slow: it writes {0} MB/s and {1} sources need {2} MB/s. Use a solid-state disk, or fewer sources."),
        ["disk_full"] = (
            "磁盘只剩 {0}，低于 {1} 不能开始录制。请清理磁盘，或恢复网络以便上传。",
            "Only {0} are free; below {1} no recording starts. Free some space, or restore the network so that uploads go on."),
        ["disk_low"] = (
            "磁盘只剩 {0}，已上传的录像会被自动清理。",
            "Only {0} are free; recordings that the hub has are being deleted to make room."),
        ["disk_unwritable"] = (
            "无法写入数据文件夹 {0}：{1} 请检查权限和磁盘。",
            "The data folder {0} cannot be written: {1} Check its rights and the disk."),
        ["clock_ok"] = ("时钟正确，与中心相差 {0} 秒", "The clock is right: {0} s from the hub's"),
        ["clock_unchecked"] = ("时钟看来合理，但没有中心可供核对", "The clock looks sensible; there was no hub to compare it with"),
        ["clock_off"] = (
            "时钟与中心相差 {0}。录像时间会按中心校正，但请开启系统的自动对时。",
            "The clock is {0} off the hub's. Recordings are corrected by the hub's time, but turn on the system's time synchronisation."),
        ["clock_unset"] = (
            "时钟早于本程序的日期（{0}），一定有误。请设置系统时间，并检查主板电池。",
            "The clock says {0}, before this program was made, and is certainly wrong. Set the system's time, and check the mainboard's battery."),
        ["hub_ok"] = ("中心 {0} 可以连接，证书可信", "The hub {0} answers and its certificate is right"),
        ["hub_unenrolled"] = (
            "本机尚未加入教室。请在中心为教室生成加入码，然后运行 edge-agent enrol 加入码。",
            "This box belongs to no room yet. Get a join code for the room from the console, then run edge-agent enrol CODE."),
        ["hub_unreachable"] = (
            "无法连接中心 {0}：{1}。请检查网络和防火墙（出站端口 {2}）。录制不受影响，恢复后自动上传。",
            "The hub {0} does not answer: {1}. Check the network and the firewall (outbound port {2}). Recording goes on; uploads follow by themselves."),
        ["hub_foreign"] = (
            "{0} 不是本机所属的中心：{1} 请核对地址；如果中心已重装，请用新的加入码重新加入。",
            "{0} is not the hub this box belongs to: {1} Check the address; if the hub was set up anew, enrol again with a new join code."),
        ["identity_unreadable"] = ("{0} 请用新的加入码重新加入。", "{0}"),
        ["certificate_ok"] = ("本机证书有效期到 {0}", "The box's certificate is valid until {0}"),
        ["certificate_expired"] = (
            "本机证书已于 {0} 过期。请用新的加入码重新加入。",
            "The box's certificate expired on {0}. Enrol again with a new join code."),
        ["verdict_good"] = ("一切正常。", "All is well."),
        ["verdict_warning"] = ("可以录制，但请处理上面标有 ! 的项目。", "It records; please see to what is marked with !."),
        ["verdict_bad"] = ("有问题，请先处理上面标有 ✗ 的项目。", "Something is wrong; see to what is marked with ✗ first."),
    };

    public static IEnumerable<string> Codes => Sentences.Keys;

    public static string Say(Finding finding, bool chinese)
    {
        var (zh, en) = Sentences[finding.Code];
        return string.Format(CultureInfo.InvariantCulture, chinese ? zh : en, [.. finding.Values]);
    }

    /// <summary>--language wins over LANG (POSIX: LC_ALL, then LC_MESSAGES, then LANG).</summary>
    public static bool IsChinese(string? language)
    {
        var said = language ?? FirstSet("LC_ALL", "LC_MESSAGES", "LANG") ?? CultureInfo.CurrentUICulture.Name;
        return said.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
    }

    private static string? FirstSet(params IEnumerable<string> names) =>
        names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
