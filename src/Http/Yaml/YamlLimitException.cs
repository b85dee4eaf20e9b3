using YamlDotNet.Core;

namespace HtcondorActors.Http.Yaml;

/// <summary>YAML that is larger, when its aliases are followed, than anything that is read here. The message holds nothing of the
/// text.</summary>
internal sealed class YamlLimitException(in Mark at, string words) : YamlException(at, at, words);
